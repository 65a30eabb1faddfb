import { parseArgs } from 'node:util';
import { type Goal, goalsOf, harmRatio } from './goals.ts';
import { mean } from './measure.ts';
import { measureAll, type Results } from './results.ts';
import { cw, fast } from './scenario.ts';
import { speed } from './speed.ts';

/** Measures the judge beside others on the same rollouts; exit code 1 if a goal is missed. */
const { values } = parseArgs({
  options: { runs: { type: 'string', default: '1000' }, 'bad-runs': { type: 'string', default: '200' } },
});

const goals: Goal[] = [];
for (const regime of [fast, cw]) {
  const results = measureAll(regime, Number(values.runs), Number(values['bad-runs']));
  const reached = goalsOf(results);
  console.log(`\n${regime.name}: buckets of ${regime.bucketSeconds} s, ${regime.lagSeconds} s late\n`);
  printRivals(results);
  printGoals(reached);
  goals.push(...reached);
}

const { serinMs, seedMs } = speed();
const cost: Goal = {
  name: 'CPU of a bucket and its tick after 8 h',
  measured: serinMs,
  atMost: 1,
  unit: 'ms',
};
console.log(`\nspeed: ${(serinMs / seedMs).toFixed(1)} times the seed's rule\n`);
printGoals([cost]);
process.exitCode = [...goals, cost].every(isReached) ? 0 : 1;

function isReached({ measured, atMost }: Goal): boolean {
  return measured <= atMost;
}

function printGoals(list: readonly Goal[]): void {
  for (const goal of list) {
    const verdict = isReached(goal) ? 'ok    ' : 'MISSED';
    console.log(
      `${verdict}  ${goal.name.padEnd(56)} ${goal.measured.toFixed(2).padStart(8)} of ${goal.atMost} ${goal.unit}`,
    );
  }
}

/** False rollbacks, missed bad versions and harm, side by side. */
function printRivals({ healthy, disturbed, bad }: Results): void {
  const row = (name: string, ...cells: string[]) =>
    console.log(name.padEnd(12) + cells.map((cell) => cell.padStart(24)).join(''));
  const shares = (list: readonly { rolledBack: number }[]) => {
    const all = list.map(({ rolledBack }) => 100 * rolledBack);
    return `${mean(all).toFixed(2)} / ${Math.max(...all).toFixed(1)} %`;
  };
  row('', 'false rollback', '… in noise and outages', 'bad version missed', "Serin's harm to its");
  for (const name of ['serin', 'seed', 'flagger', 'argo', 'alarm'] as const) {
    const missed = mean(bad.map((result) => 100 * (1 - result[name].rolledBack)));
    const ratio = name === 'serin' ? '' : `${harmRatio(bad, name).toFixed(2)} ×`;
    row(name, shares(healthy[name]), shares(disturbed[name]), `${missed.toFixed(1)} %`, ratio);
  }
  console.log('(mean / worst scenario; harm is failed requests, geometric mean)\n');
}
