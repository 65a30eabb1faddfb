import { parentPort, workerData } from 'node:worker_threads';
import { keptIn, keptInMemory } from './kept.ts';
import { reportOf } from './report.ts';
import type { Size } from './results.ts';
import { cw, fast } from './scenario.ts';

/** What a worker is to measure. */
export interface Order extends Size {
  readonly name: 'fast' | 'cw';
  /** Where to keep what was played. */
  readonly file?: string;
}

/** So many rollouts of each scenario at a time: whenever a run is interrupted, all of them are known about equally well. */
const ROUND = 100;

/** Measures one regime in a thread of its own; one report a round where what was played is kept, else one. */
const { name, file, runs, badRuns, seed } = workerData as Order;
const kept = file ? keptIn(file, seed) : keptInMemory();
const rounds = file ? Math.ceil(runs / ROUND) : 1;
for (let round = 1; round <= rounds; round++) {
  const part = (of: number) => Math.ceil((of * round) / rounds);
  const size = { runs: part(runs), badRuns: part(badRuns), seed };
  parentPort?.postMessage(reportOf(name === 'fast' ? fast : cw, size, kept));
}
