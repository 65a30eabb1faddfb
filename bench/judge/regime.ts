import { parentPort, workerData } from 'node:worker_threads';
import { keptIn, keptInMemory, roundsOf } from './kept.ts';
import { reportOf } from './report.ts';
import type { Size } from './results.ts';
import { calibratedThreshold } from './rivals/all.ts';
import { type Regime, regimes } from './scenario.ts';

/** What a worker is to measure. */
export interface Order extends Size {
  readonly name: Regime['name'];
  /** Where to keep what was played. */
  readonly file?: string;
}

/** Measures one regime in a thread of its own; one report a round where what was played is kept, else one. */
const { name, file, runs, badRuns, seed } = workerData as Order;
const kept = file ? keptIn(file, seed) : keptInMemory();
const rounds = file ? roundsOf(runs) : [runs];
const threshold = calibratedThreshold(regimes[name], seed);
for (const played of rounds) {
  const size = { runs: played, badRuns: Math.ceil((badRuns * played) / runs), seed };
  parentPort?.postMessage(reportOf(regimes[name], size, kept, threshold));
}
