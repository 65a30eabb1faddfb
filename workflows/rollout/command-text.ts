import type { CommandRecord } from './status.ts';

/** Who asked for what, and why, as a line. What is claimed stands behind a name, so that no claim can read as verified. */
export function commandText({ command, by, reason, refused, verified }: CommandRecord): string {
  const asked = verified
    ? `verified ${command} by ${by} (${[...verified.groups, `from ${verified.from}`].join(', ')})`
    : `${command} by ${by}`;
  return `${asked}: ${reason}${refused === undefined ? '' : ` (refused: ${refused})`}`;
}
