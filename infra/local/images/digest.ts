import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { listFiles } from './source.ts';

/** `sha256:…` over the paths, the executable bits and the contents of an image's files. */
export function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const path of listFiles(folder)) {
    const file = join(folder, path);
    const executable = (statSync(file).mode & 0o100) !== 0;
    const content = createHash('sha256').update(readFileSync(file)).digest('hex');
    hash.update(JSON.stringify([path, executable, content]));
  }
  return `sha256:${hash.digest('hex')}`;
}
