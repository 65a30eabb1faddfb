import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import type { Goal } from './goals.ts';
import type { Order } from './regime.ts';
import { goalLine, isReached, type Report } from './report.ts';
import { speed } from './speed.ts';

/** Measures the judge beside others on the same rollouts; exit code 1 if a goal is missed. */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '500' }, 'bad-runs': { type: 'string', default: '200' } },
});

// Before the regimes, since they take all of the machine.
const { serinMs, seedMs } = speed();
const cost: Goal = {
  name: 'CPU of a bucket and its tick after 8 h',
  measured: serinMs,
  atMost: 1,
  unit: 'ms',
};
console.log(`speed: ${(serinMs / seedMs).toFixed(1)} times the seed's rule\n\n${goalLine(cost)}`);

const reports = await Promise.all(
  (['fast', 'cw'] as const).map((name) => {
    const order: Order = { name, runs: Number(values.runs), badRuns: Number(values['bad-runs']) };
    const worker = new Worker(new URL('regime.ts', import.meta.url), { workerData: order });
    return once(worker, 'message') as Promise<[Report]>;
  }),
);
for (const [{ text }] of reports) console.log(`\n${text}`);
process.exitCode = [cost, ...reports.flatMap(([{ goals }]) => goals)].every(isReached) ? 0 : 1;
