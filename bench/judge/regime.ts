import { parentPort, workerData } from 'node:worker_threads';
import { reportOf } from './report.ts';
import { cw, fast } from './scenario.ts';

/** What a worker is to measure. */
export interface Order {
  readonly name: 'fast' | 'cw';
  readonly runs: number;
  readonly badRuns: number;
}

/** Measures one regime in a thread of its own. */
const { name, runs, badRuns } = workerData as Order;
parentPort?.postMessage(reportOf(name === 'fast' ? fast : cw, runs, badRuns));
