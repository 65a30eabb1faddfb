import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { tell } from '../ratio.ts';
import type { Goal } from './goals.ts';
import type { Order } from './regime.ts';
import { goalLine, isReached, type Report } from './report.ts';
import { type Regime, regimes } from './scenario.ts';
import { speed } from './speed.ts';

/**
 * Measures the judge beside others on the same rollouts; exit code 1 if a goal is missed. With `--keep` a run of hours can be
 * interrupted, and continued by the same command; after each hundred rollouts it prints its tables.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '50' },
    'bad-runs': { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
    regimes: { type: 'string', default: 'fast,cw' },
  },
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

/** The last report of a regime; each is printed as it comes. */
const reported = (name: Order['name']): Promise<Report> =>
  new Promise((resolve, reject) => {
    const order: Order = {
      name,
      runs: Number(values.runs),
      badRuns: Number(values['bad-runs']),
      seed: Number(values.seed),
      ...(values.keep !== undefined && { file: `${values.keep}.${name}` }),
    };
    let last: Report | undefined;
    new Worker(new URL('regime.ts', import.meta.url), { workerData: order })
      .on('message', (report: Report) => {
        last = report;
        console.log(`\n${report.text}`);
      })
      .on('error', reject)
      .on('exit', () => {
        if (last) resolve(last);
        else reject(new Error(`${name}: nothing was measured`));
      });
  });

const names = values.regimes.split(',').map((name) => {
  if (name in regimes) return name as Regime['name'];
  throw new Error(`--regimes: no regime ${name}; there are ${Object.keys(regimes).join(', ')}`);
});
const reports = await Promise.all(names.map(reported));
const goals = [cost, ...reports.flatMap((report) => report.goals)];
const missed = goals.filter((goal) => !isReached(goal)).length;
tell({
  ratios: goals.map(({ name, measured, atMost, unit }) => ({ what: name, value: measured, unit, atMost })),
  summary: `the judge misses ${missed} of ${goals.length} goals for sure`,
});
// What chance may explain is not missed.
process.exitCode = missed === 0 ? 0 : 1;
