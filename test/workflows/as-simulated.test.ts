import { play } from '../../client/simulation/closed-loop.ts';
import { byPlan, planWatcher } from '../../client/simulation/plan-watcher.ts';
import { seeded } from '../../client/simulation/random.ts';
import { drawHistory } from '../../client/simulation/traffic.ts';
import { settlePlan } from '../../activities/plan/settle.ts';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness({ watches: true });
});
afterAll(() => harness.close());

/** Silence is the same after minutes: a short plan shows what becomes of it. */
const SHORT = {
  judge: { kind: 'evidence', proofSeconds: 120 },
  steps: [10, 50].map((weight) => ({ weight, bakeSeconds: 60 })),
  finalBakeSeconds: 60,
  limits: { extensionSeconds: 60 },
};

interface Case {
  readonly requestsPerSecond: number;
  readonly canaryErrorRate: number;
  readonly seed: number;
  readonly file?: object;
}

const PERIOD_SECONDS = 10;

const fileOf = (changes: object = {}) =>
  rolloutYaml({
    metrics: {
      kind: 'envoy',
      address: 'http://prometheus:9090',
      port: 4567,
      periodSeconds: PERIOD_SECONDS,
      scrapeSeconds: 5,
    },
    judge: { kind: 'evidence' },
    steps: [10, 50].map((weight) => ({ weight, bakeSeconds: 300 })),
    finalBakeSeconds: 300,
    onInconclusive: 'rollBack',
    limits: { extensionSeconds: 300 },
    ...changes,
  });

/** When the canary had which weight, in seconds since its first traffic, and how it ended. */
interface Way {
  readonly outcome: string;
  readonly weights: readonly (readonly [seconds: number, weight: number])[];
  readonly seconds: number;
}

function simulated({ requestsPerSecond, canaryErrorRate, seed, file }: Case) {
  const settled = settlePlan(fileOf(file));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  const plan = settled.value;
  const { latencyBoundsMs: _, ...facts } = factsOf(plan.metrics);
  const random = seeded(seed);
  const weather = () => ({ stable: { errorRate: 0.001 }, canary: { errorRate: canaryErrorRate } });
  const traffic = { requestsPerSecond, weather };
  const history = drawHistory(random, traffic, facts.bucketSeconds);
  const watcher = planWatcher({
    ...byPlan(plan),
    facts,
    history,
    firstDeployment: false,
    since: 0,
  });

  const buckets: Bucket[] = [];
  const { firstWeight } = watcher;
  const weights: [number, number][] = [[0, firstWeight]];
  const course = play(
    random,
    { traffic, ...facts, firstWeight, since: 0, longestSeconds: 86_400 },
    {
      ...watcher,
      take(bucket, weight) {
        buckets.push(bucket);
        watcher.take(bucket, weight);
      },
      tick(now, weight) {
        const answer = watcher.tick(now, weight);
        if (answer.kind === 'weight' && answer.weight !== weight) weights.push([now, answer.weight]);
        return answer;
      },
    },
  );
  // The workflow's last weight comes some milliseconds later, so half of a bucket may become more, and the next one is waited for.
  const last = buckets.at(-1);
  if (last) buckets.push({ ...last, from: last.from + PERIOD_SECONDS, to: last.to + PERIOD_SECONDS });
  const outcome = { promote: 'promoted', rollBack: 'RolledBack', pause: 'held', unfinished: 'unfinished' };
  const way: Way = { outcome: outcome[course.end], weights, seconds: course.seconds };
  return { way, buckets, history };
}

/** The real workflow, with the buckets that the simulation drew, from the moment of its first traffic on. */
async function rolledOut({ file }: Case, drawn: Omit<ReturnType<typeof simulated>, 'way'>): Promise<Way> {
  const world = worldServing('v1');
  let zero: number | undefined;
  world.source = {
    queries: async () => [],
    history: async () => drawn.history,
    read: async (_versions, span) => {
      const begin = (zero ??= span.from);
      return drawn.buckets
        .map((bucket) => ({ ...bucket, from: bucket.from + begin, to: bucket.to + begin }))
        .filter(({ from }) => from >= span.from && from < span.to);
    },
  };
  const { outcome, status } = await harness.run(world, fileOf(file));
  const secondsSince = (at: string) => Date.parse(at) / 1000 - (zero ?? NaN);
  const weights = status.weights.map(({ at, split }): [number, number] => [
    secondsSince(at),
    split.find(({ version }) => version === 'v2')?.weight ?? 0,
  ]);
  return {
    outcome,
    weights: weights.filter(([, weight], i) => weight > (weights[i - 1]?.[1] ?? 0)),
    seconds: secondsSince(status.verdicts.at(-1)?.at ?? ''),
  };
}

const CASES: readonly (readonly [title: string, Case])[] = [
  ['too few requests to prove anything soon', { requestsPerSecond: 1, canaryErrorRate: 0.001, seed: 1 }],
  ['plenty of requests', { requestsPerSecond: 20, canaryErrorRate: 0.001, seed: 2 }],
  ['a canary that fails one of twenty', { requestsPerSecond: 5, canaryErrorRate: 0.051, seed: 3 }],
  ['a canary that fails one of fifty', { requestsPerSecond: 3, canaryErrorRate: 0.02, seed: 4 }],
  ['next to no requests', { requestsPerSecond: 0.05, canaryErrorRate: 0.001, seed: 5, file: SHORT }],
  [
    'next to no requests, where the plan says to go on',
    {
      requestsPerSecond: 0.05,
      canaryErrorRate: 0,
      seed: 6,
      file: { ...SHORT, onInconclusive: 'advance' },
    },
  ],
  [
    'steps that busy traffic chooses',
    { requestsPerSecond: 100, canaryErrorRate: 0.001, seed: 7, file: { steps: 'auto' } },
  ],
  [
    'steps that little traffic chooses',
    { requestsPerSecond: 5, canaryErrorRate: 0.051, seed: 8, file: { steps: { auto: { to: 40 } } } },
  ],
];

/** Every other one, unless everything is tested. */
const tested = CASES.filter((_, i) => process.env['SERIN_TEST_ALL'] || i % 2 === 0);

it.each(tested)('a rollout with %s goes as the simulation says, to a tick', async (_, given) => {
  const { way, ...drawn } = simulated(given);
  const real = await rolledOut(given, drawn);
  expect(real.outcome).toBe(way.outcome);
  expect(real.weights.map(([, weight]) => weight)).toEqual(way.weights.map(([, weight]) => weight));
  const times = [...real.weights.map(([seconds]) => seconds), real.seconds];
  const foretold = [...way.weights.map(([seconds]) => seconds), way.seconds];
  for (const [i, seconds] of times.entries())
    expect(Math.abs(seconds - foretold[i]!)).toBeLessThan(PERIOD_SECONDS + 1);
});
