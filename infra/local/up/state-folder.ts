import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { HOME } from '../processes/home.ts';

/**
 * Where the local cloud keeps its state when no folder is named: in the `.serin` of the folder given or of the nearest
 * one above it that has one, and otherwise in Serin's own, so that a cloud is found again from anywhere.
 */
export function stateFolderFrom(folder: string): string {
  for (let above = folder; above !== dirname(above); above = dirname(above))
    if (existsSync(join(above, '.serin'))) return join(above, '.serin/local');
  return join(HOME, 'local');
}
