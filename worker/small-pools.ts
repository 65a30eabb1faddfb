/**
 * Temporal's SDK keeps the last answer of each rollout, some hundred bytes. Taken from a pool of Node.js's usual 64 KB it would keep all of
 * that in memory.
 */
export function makeBuffersFromSmallPools(): void {
  Buffer.poolSize = 1024;
}
