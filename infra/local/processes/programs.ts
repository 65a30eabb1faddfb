import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

const home = join(import.meta.dirname, '../../../.serin/python');

/** Where the programs are that `make install` puts beside the sources; says so when one is missing. */
export const programs = {
  python: () => installed(join(home, 'bin/python')),
  temporal: () => installed(join(home, 'bin/temporal')),
  // bin/envoy is a Python script around this binary; started directly, Envoy is our own child.
  envoy: () => installed(globSync(join(home, 'lib/python3*/site-packages/envoy/_bin/envoy'))[0] ?? 'envoy'),
};

function installed(path: string): string {
  if (!existsSync(path)) throw new Error(`${path} is not installed: run «make install» first`);
  return path;
}
