import { readFileSync, statSync } from 'node:fs';

/** Why a file is not read, as a sentence that begins with its path. */
export class UnfitFile extends Error {}

/** Reads a regular file of at most `maxBytes`; a folder, a pipe or a device is refused before anything waits for it. */
export function readBounded(path: string, maxBytes: number): Buffer {
  const stats = attempt(path, () => statSync(path));
  if (stats.isDirectory()) throw new UnfitFile(`${path} is a folder, not a file`);
  if (!stats.isFile()) throw new UnfitFile(`${path} is not a regular file: save it as one first`);
  if (stats.size > maxBytes)
    throw new UnfitFile(`${path} has ${stats.size} bytes, more than the ${maxBytes} that are read`);
  return attempt(path, () => readFileSync(path));
}

function attempt<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new UnfitFile(`${path} cannot be read: ${(error as Error).message}`);
  }
}
