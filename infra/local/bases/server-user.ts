const nobody = 65534;

/** The user that PostgreSQL runs as when we are root, whom it refuses; undefined when it may run as ourselves. */
export const serverUser = process.getuid?.() === 0 && process.platform === 'linux' ? nobody : undefined;

/**
 * Makes a command run as that user, and die with us. Of root's rights it keeps the one to reach files, since the
 * programs and the data may be in folders that are root's alone.
 */
export function asServer(command: readonly string[]): readonly string[] {
  if (serverUser === undefined) return command;
  const user = ['--reuid', `${serverUser}`, '--regid', `${serverUser}`, '--clear-groups'];
  const reach = ['--inh-caps', '+dac_override', '--ambient-caps', '+dac_override'];
  return ['setpriv', ...user, ...reach, '--pdeathsig', 'KILL', ...command];
}
