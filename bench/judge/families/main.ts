import { parseArgs } from 'node:util';
import { measure, type Measured, shareInterval } from '../measure.ts';
import { serin } from '../rivals/serin.ts';
import { cw, fast, type Regime } from '../scenario.ts';
import { guilty } from './guilty.ts';
import { indifferent, innocent } from './innocent.ts';

/** Plays each family in both regimes and prints what became of it; exit code 1 if one is judged wrongly too often. */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100' },
    only: { type: 'string', default: '' },
    regime: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
});
const [runs, seed] = [Number(values.runs), Number(values.seed)];

/** Share of runs that may end wrongly: rolled back although innocent, promoted without a word although guilty. */
const mostWrong = { promote: 0.02, rollBack: 0.07 };

const interval = (share: number): string => {
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
    `rolled back ${interval(measured.rolledBack)}`.padEnd(34),
    `silent ${(100 * measured.silent).toFixed(0).padStart(3)} %`,
    right === 'rollBack'
      ? `in ${measured.detection.median} / ${measured.detection.p95} s, harm ${measured.harm.toFixed(0)}`
      : `done in ${measured.duration.median} s`,
  ];
  console.log(cells.join('  '));
  return isRight;
}

let allRight = true;
for (const { name, right, why, scenarios } of [...innocent, indifferent, ...guilty]) {
  if (!name.includes(values.only)) continue;
  console.log(`\n${name}: ${right} (${why})`);
  for (const regime of [fast, cw]) {
    if (!regime.name.includes(values.regime)) continue;
    for (const scenario of scenarios) {
      allRight = line(regime, right, measure(serin, scenario, { regime, runs, seed })) && allRight;
    }
  }
}
process.exitCode = allRight ? 0 : 1;
