import { parseArgs } from 'node:util';
import { byPlan, planWatcher } from '../../../client/simulation/plan-watcher.ts';
import { secondsToPeriod } from '../../../workflows/rollout/judge/periods.ts';
import { factsOf } from '../../../workflows/rollout/metric-facts.ts';
import { mean, measure, type Measured } from '../measure.ts';
import { errors, type Regime, type Scenario } from '../scenario.ts';
import { article } from './article.ts';
import { articlePlan } from './article-plan.ts';

/** Plays the article's plan and rule at AWS's metrics, by the second of the minute at which the canary is ready. */
const { values } = parseArgs({ options: { runs: { type: 'string', default: '300' } } });
const runs = Number(values.runs);

const plan = articlePlan();
const facts = factsOf(plan.metrics);
const regime: Regime = { name: 'cw', ...facts };

const PHASES = [0, 15, 30, 45];
const RATES = [1, 10, 100];
const HEALTHY = RATES.map((rate) => errors(rate, 0));
const BAD = RATES.flatMap((rate) => [0.05, 0.2, 1].map((bad) => errors(rate, 0, bad)));
/** The first seconds after the shift, which share their minute with what went before. */
const BRIEFLY_BAD = brieflyBad(100, 10);

/** The canary fails whatever it is asked for some seconds, and is well from then on. */
function brieflyBad(rate: number, seconds: number): Scenario {
  const [first] = plan.steps;
  return {
    ...errors(rate, 0),
    name: `${rate}/s, all fail for ${seconds} s`,
    traffic: {
      requestsPerSecond: rate,
      weather: (_, from, { weight, since }) => ({
        stable: { errorRate: 0 },
        canary: { errorRate: weight === first?.weight && from < since + seconds ? 1 : 0 },
      }),
    },
  };
}

/** A canary that is ready at a second of the minute, watched by Serin, which waits for a period to begin. */
function bySerin(phase: number, scenario: Scenario): Measured {
  const wait = secondsToPeriod(facts, phase);
  const since = phase + wait;
  const measured = measure(
    (_scenario, _regime, history) =>
      planWatcher({
        ...byPlan(plan),
        facts,
        history: history(),
        firstDeployment: false,
        since,
      }),
    scenario,
    { regime, runs, since },
  );
  const later = ({ median, p95 }: Measured['duration']) => ({ median: median + wait, p95: p95 + wait });
  return { ...measured, duration: later(measured.duration), detection: later(measured.detection) };
}

const byArticle = (phase: number, scenario: Scenario): Measured =>
  measure(() => article(plan.steps, plan.judge, phase), scenario, { regime, runs, since: phase });

const geometricMean = (ratios: readonly number[]): string => Math.exp(mean(ratios.map(Math.log))).toFixed(2);
const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function row(phase: number): string[] {
  const pairs = (scenarios: readonly Scenario[]) =>
    scenarios.map((scenario) => [bySerin(phase, scenario), byArticle(phase, scenario)] as const);
  const ratio = (list: ReturnType<typeof pairs>, what: (measured: Measured) => number) =>
    `${geometricMean(list.map(([serin, rival]) => what(serin) / what(rival)))} ×`;
  const missed = (list: ReturnType<typeof pairs>) =>
    [0, 1].map((who) => percent(mean(list.map((pair) => 1 - (pair[who]?.rolledBack ?? 0))))).join(', ');
  const [healthy, bad, briefly] = [pairs(HEALTHY), pairs(BAD), pairs([BRIEFLY_BAD])];
  return [
    `${phase} s`,
    ratio(healthy, ({ duration }) => duration.median),
    ratio(bad, ({ detection }) => detection.median),
    ratio(bad, ({ harm }) => harm),
    missed(bad),
    missed(briefly),
  ];
}

const HEAD = [
  'canary ready at',
  'healthy: time',
  'bad: detected in',
  'bad: failed requests',
  'bad: missed',
  'bad for 10 s: missed',
];
const table = [HEAD, HEAD.map(() => '---'), ...PHASES.map(row)];
console.log(`periods of ${facts.bucketSeconds} s, ${facts.lagSeconds} s late; ${runs} rollouts of each canary
Serin's to the article's (medians, geometric means over canaries; missed: Serin, article)\n`);
for (const cells of table)
  console.log(`| ${cells.map((cell, i) => cell.padEnd(HEAD[i]?.length ?? 0)).join(' | ')} |`);
