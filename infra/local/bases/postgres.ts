import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programs } from '../processes/programs.ts';
import { asServer, serverUser } from './server-user.ts';

/**
 * The entrypoint of the public image `postgres`: makes a database cluster of its own, runs the working folder's
 * `docker-entrypoint-initdb.d/*.sql`, and serves with the given arguments until SIGTERM. It knows POSTGRES_USER,
 * POSTGRES_DB (by default the user's name) and POSTGRES_PASSWORD. Its data go with it, as those of a task without a volume do.
 */
const { POSTGRES_USER: user = 'postgres', POSTGRES_PASSWORD: password } = process.env;
const database = process.env['POSTGRES_DB'] ?? user;
const scripts = 'docker-entrypoint-initdb.d';
if (!password) {
  console.error(`POSTGRES_PASSWORD must be given: the password of the user ${user}`);
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'serin-postgres-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const data = join(folder, 'data');
let current: ChildProcess | undefined;
// SIGINT is what the image declares as its stop signal: connections are closed, then the server ends.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => current?.kill('SIGINT'));

try {
  await makeCluster(password);
  if (database !== 'postgres') await execute('postgres', `CREATE DATABASE "${database}"`);
  for (const script of scriptsIn(scripts)) await execute(database, readFileSync(script, 'utf8'));
} catch (error) {
  console.error((error as Error).message);
  process.exit(1);
}
process.exit(await serve(process.argv.slice(2)));

async function makeCluster(secret: string): Promise<void> {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, secret, { mode: 0o600 });
  if (serverUser !== undefined)
    for (const path of [folder, passwordFile]) chownSync(path, serverUser, serverUser);
  const flags = ['--username', user, '--auth', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync'];
  await succeed('initdb', ['-D', data, ...flags], '');
  rmSync(passwordFile);
}

/** Executes SQL before anybody can connect; a statement ends where a line ends in a semicolon. */
async function execute(into: string, sql: string): Promise<void> {
  const statements = sql.replaceAll(/;[ \t]*(?=\n|$)/g, ';\n');
  const flags = ['--single', '-j', '-D', data, '-c', 'exit_on_error=on', '-c', 'fsync=off', into];
  await succeed('postgres', flags, `${statements}\n\n`);
}

async function succeed(program: string, args: readonly string[], input: string): Promise<void> {
  const child = start(program, args, 'pipe');
  child.stdin!.end(input);
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${program} ended with exit code ${code}`);
}

async function serve(args: readonly string[]): Promise<number> {
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off'];
  const flags = settings.flatMap((setting) => ['-c', setting]);
  const server = start('postgres', ['-D', data, ...flags, ...args], 'ignore');
  const [code] = (await once(server, 'exit')) as [number | null];
  return code ?? 1;
}

function start(program: string, args: readonly string[], stdin: 'pipe' | 'ignore') {
  const [command = '', ...rest] = asServer([programs.postgres(program), ...args]);
  return (current = spawn(command, rest, { stdio: [stdin, 'inherit', 'inherit'] }));
}

function scriptsIn(name: string): string[] {
  if (!existsSync(name)) return [];
  return readdirSync(name)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => join(name, file));
}
