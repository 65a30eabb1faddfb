import { createHash } from 'node:crypto';

/** Of how many names a seed draws one, where each is drawn for itself. */
const ONE_OF = 5;

/** Draws so many of the names by a seed: the same ones each time, and every one by some seed. */
export function drawSample(names: readonly string[], size: number, seed: string): Set<string> {
  const drawn = (name: string) => digest(name, seed).toString('hex');
  return new Set(names.toSorted((a, b) => (drawn(a) < drawn(b) ? -1 : 1)).slice(0, size));
}

/** Whether a seed draws a name, whatever other names there are: one in five does. Every name is drawn where there is no seed. */
export const isDrawn = (name: string, seed: string | undefined): boolean =>
  !seed || digest(name, seed).readUInt32BE() % ONE_OF === 0;

const digest = (name: string, seed: string): Buffer =>
  createHash('sha256').update(`${seed} ${name}`).digest();
