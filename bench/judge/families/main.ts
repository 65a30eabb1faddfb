import { parseArgs } from 'node:util';
import { completed, keptIn, keptInMemory, roundsOf } from '../kept.ts';
import { type Measured, measuredIn, playFrom, shareInterval } from '../measure.ts';
import { serin } from '../rivals/serin.ts';
import { cw, fast, type Regime } from '../scenario.ts';
import { guilty } from './guilty.ts';
import { indifferent, innocent } from './innocent.ts';

/**
 * Plays each family in both regimes and prints what became of it; exit code 1 if one is judged wrongly too often. With `--keep` a run
 * can be interrupted, and continued by the same command; after each hundred rollouts it prints its table.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    only: { type: 'string', default: '' },
    regime: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
});
const seed = Number(values.seed);
const kept = values.keep === undefined ? keptInMemory() : keptIn(values.keep, seed);

/** Share of runs that may end wrongly: rolled back although innocent, promoted without a word although guilty. */
const mostWrong = { promote: 0.02, rollBack: 0.07 };

const interval = (share: number, { runs }: Measured): string => {
  const { lower, upper } = shareInterval(share, runs);
  return `${(100 * share).toFixed(1).padStart(5)} % [${lower.toFixed(1)}, ${upper.toFixed(1)}]`;
};

function line(regime: Regime, right: 'promote' | 'rollBack', measured: Measured): boolean {
  const wrong = right === 'promote' ? measured.rolledBack : measured.silent;
  const isRight = wrong <= mostWrong[right];
  const cells = [
    isRight ? 'ok    ' : 'WRONG ',
    regime.name.padEnd(5),
    measured.scenario.name.padEnd(42),
    `rolled back ${interval(measured.rolledBack, measured)}`.padEnd(34),
    `silent ${interval(measured.silent, measured)}`.padEnd(29),
    right === 'rollBack'
      ? `in ${measured.detection.median} / ${measured.detection.p95} s, harm ${measured.harm.toFixed(0)}`
      : `done in ${measured.duration.median} s`,
  ];
  console.log(cells.join('  '));
  return isRight;
}

/** Plays what is not kept yet of each family; answers whether all are judged rightly. */
function table(runs: number): boolean {
  let allRight = true;
  for (const { name, right, why, scenarios } of [...innocent, indifferent, ...guilty]) {
    if (!name.includes(values.only)) continue;
    console.log(`\n${name}: ${right} (${why})`);
    for (const regime of [fast, cw]) {
      if (!regime.name.includes(values.regime)) continue;
      for (const scenario of scenarios) {
        const what = [regime.name, name, scenario.name].join(': ');
        const played = completed(kept, what, runs, (first) =>
          playFrom(first, serin, scenario, { regime, runs, seed }),
        );
        allRight = line(regime, right, measuredIn(scenario, played)) && allRight;
      }
    }
  }
  return allRight;
}

const runs = Number(values.runs);
let allRight = true;
for (const played of values.keep === undefined ? [runs] : roundsOf(runs)) {
  console.log(`\n${played} rollouts of each scenario, from seed ${seed} on`);
  allRight = table(played);
}
process.exitCode = allRight ? 0 : 1;
