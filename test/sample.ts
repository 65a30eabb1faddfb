import { createHash } from 'node:crypto';

/** Draws so many of the names by a seed: the same ones each time, and every one by some seed. */
export function drawSample(names: readonly string[], size: number, seed: string): Set<string> {
  const drawn = (name: string) => createHash('sha256').update(`${seed} ${name}`).digest('hex');
  return new Set(names.toSorted((a, b) => (drawn(a) < drawn(b) ? -1 : 1)).slice(0, size));
}
