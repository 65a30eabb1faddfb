import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One line of the source that a developer changes: a file, and what stands there instead of what. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** Edits the files of a folder, one edit after the other. Refuses an edit that finds nothing to change. */
export function applyEdits(folder: string, edits: readonly Edit[]): void {
  for (const { file, from, to } of edits) {
    const path = join(folder, file);
    const before = readFileSync(path, 'utf8');
    if (!before.includes(from)) throw new Error(`${file} has no "${from}" to change`);
    writeFileSync(path, before.replace(from, to));
  }
}
