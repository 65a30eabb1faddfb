import type { Random } from '../../client/simulation/random.ts';
import type { Traffic, Weather } from '../../client/simulation/traffic.ts';
import type { EvidenceSpec } from '../../workflows/rollout/judge/evidence-config.ts';

/** Where buckets come from: Envoy scraped every ten seconds or every two, or a load balancer's own metrics in CloudWatch. */
export interface Regime {
  readonly name: 'fast' | 'cw' | 'faster';
  readonly bucketSeconds: number;
  readonly lagSeconds: number;
  /** Whether both versions are counted in the same place. */
  readonly countedTogether?: boolean;
}
export const fast: Regime = { name: 'fast', bucketSeconds: 10, lagSeconds: 10 };
export const cw: Regime = { name: 'cw', bucketSeconds: 60, lagSeconds: 60, countedTogether: true };
export const faster: Regime = { name: 'faster', bucketSeconds: 2, lagSeconds: 2 };
export const regimes = { fast, cw, faster };

export interface Scenario {
  readonly name: string;
  /** Before the canary gets traffic, and since. */
  readonly before: Traffic;
  readonly traffic: Traffic;
  /** Share of the canary's requests that its fault harms. */
  readonly harm: number;
  readonly firstDeployment?: boolean;
  readonly tasksGrow?: boolean;
  /** What reads the two versions' counters does so at different moments, whatever the regime. */
  readonly countedApart?: boolean;
  readonly latency?: boolean;
  /** What its plan says of the judge, where that matters. */
  readonly judge?: Partial<EvidenceSpec>;
}

const rates = [0.2, 1, 10, 100, 1000];
const baselines = [0, 0.0001, 0.001, 0.01, 0.05];
const percent = (rate: number) => `${+(rate * 100).toFixed(2)} %`;

/** A fixed error rate for each arm. */
export function errors(rate: number, healthyRate: number, badRate = healthyRate): Scenario {
  const weather =
    (canary: number): Weather =>
    () => ({
      stable: { errorRate: healthyRate },
      canary: { errorRate: canary },
    });
  return {
    name: `${rate}/s ${percent(healthyRate)}${badRate > healthyRate ? ` → ${percent(badRate)}` : ''}`,
    before: { requestsPerSecond: rate, weather: weather(healthyRate) },
    traffic: { requestsPerSecond: rate, weather: weather(badRate) },
    harm: badRate - healthyRate,
  };
}

export const healthyErrors = rates.flatMap((rate) => baselines.map((p) => errors(rate, p)));

/** One point more, five points more, everything; each beside its healthy twin. */
export const badErrors = rates.flatMap((rate) =>
  baselines.flatMap((healthyRate) =>
    [healthyRate + 0.01, healthyRate + 0.05, 1].map((badRate) => ({
      rate,
      healthyRate,
      badRate,
      healthy: errors(rate, healthyRate),
      scenario: errors(rate, healthyRate, badRate),
    })),
  ),
);

type Noise = (random: Random) => readonly [stable: number, canary: number];

const noises: readonly (readonly [string, Noise])[] = [
  ['gamma noise of each arm', (random) => [random.gamma(4, 0.25), random.gamma(4, 0.25)]],
  [
    'lognormal noise of both arms',
    (random) => {
      const common = Math.exp(0.5 * random.normal() - 0.125);
      return [common, common];
    },
  ],
  ['bursts of one arm', (random) => [random.uniform() < 0.02 ? 20 : 1, random.uniform() < 0.02 ? 20 : 1]],
];

export const healthyNoise: readonly Scenario[] = noises.flatMap(([name, noise]) =>
  [1, 10, 100, 1000].map((rate) => {
    const weather: Weather = (random) => {
      const [stable, canary] = noise(random);
      return { stable: { errorRate: 0.01 * stable }, canary: { errorRate: 0.01 * canary } };
    };
    const traffic = { requestsPerSecond: rate, weather };
    return { name: `${rate}/s 1 %, ${name}`, before: traffic, traffic, harm: 0 };
  }),
);

/** From minute two to four, 30 % of all requests fail. */
export const healthyOutage: readonly Scenario[] = [1, 10, 100, 1000].map((rate) => {
  const { before } = errors(rate, 0.001);
  const weather: Weather = (_, from) => {
    const errorRate = from >= 120 && from < 240 ? 0.3 : 0.001;
    return { stable: { errorRate }, canary: { errorRate } };
  };
  return { name: `${rate}/s shared outage`, before, traffic: { requestsPerSecond: rate, weather }, harm: 0 };
});

/** Lognormal latency around 50 ms, slowed by a factor; with jitter both arms' medians move by themselves. */
export function latency(rate: number, factor: number, jitter = 0): Scenario {
  const weather =
    (slowdown: number): Weather =>
    (random) => {
      const median = () => 50 * Math.exp(jitter * random.normal());
      return {
        stable: { errorRate: 0.001, medianMs: median() },
        canary: { errorRate: 0.001, medianMs: slowdown * median() },
      };
    };
  return {
    name: `${rate}/s latency ×${factor}${jitter ? `, jitter ${percent(jitter)}` : ''}`,
    before: { requestsPerSecond: rate, weather: weather(1) },
    traffic: { requestsPerSecond: rate, weather: weather(factor) },
    harm: factor > 1 ? 1 : 0,
    latency: true,
  };
}
export const healthyLatency = [0, 0.05, 0.15].flatMap((jitter) =>
  [1, 10, 100].map((rate) => latency(rate, 1, jitter)),
);

/** The test alone, without what it leaves out on purpose: the first minute, and what nobody minds. */
export const allCounts = (scenario: Scenario): Scenario => ({
  ...scenario,
  name: `${scenario.name}, all counts`,
  judge: {
    warmUpSeconds: 0,
    tolerance: {
      errorRate: 0,
      errorRatio: 1,
      p50: { percent: 0, ms: 0 },
      p95: { percent: 0, ms: 0 },
      p99: { percent: 0, ms: 0 },
    },
  },
});

/** The canary's metrics never come. */
export function mute(rate: number): Scenario {
  const { before } = errors(rate, 0.001);
  const weather: Weather = () => ({ stable: { errorRate: 0.001 } });
  return { name: `${rate}/s mute canary`, before, traffic: { requestsPerSecond: rate, weather }, harm: 0 };
}

/** Callers cannot reach the canary, so its metrics know of no failure. */
export const starved = (rate: number): Scenario => ({
  ...errors(rate, 0.001),
  name: `${rate}/s starved canary`,
  traffic: { ...errors(rate, 0.001).traffic, canaryReach: 0 },
});

/** No metrics of either arm for a while; what follows is healthy or fails. */
export function gap(rate: number, after: number): Scenario {
  const { before } = errors(rate, 0.001);
  const weather: Weather = (_, from) =>
    from < 30
      ? { stable: { errorRate: 0.001 }, canary: { errorRate: 0.001 } }
      : from < 60
        ? {}
        : { stable: { errorRate: 0.001 }, canary: { errorRate: after } };
  const traffic = { requestsPerSecond: rate, weather };
  return { name: `${rate}/s gap, then ${percent(after)}`, before, traffic, harm: after - 0.001 };
}

/** Nobody to compare with. */
export const firstDeployment = (rate: number, errorRate: number): Scenario => ({
  ...errors(rate, errorRate),
  name: `${rate}/s first deployment, ${percent(errorRate)}`,
  harm: errorRate,
  firstDeployment: true,
});
