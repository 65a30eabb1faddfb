import { deployJson } from '../fakes/deploy-json.ts';
import { MinuteWorld, type MinuteTraffic } from '../fakes/minute-metrics.ts';
import { startHarness, type Ended, type Harness } from './harness.ts';

/** The original's behaviour with AWS's metrics: one value a minute, late. Moments are seconds since the first shift. */
interface Scenario {
  readonly name: string;
  /** A four-step rollout with waits of 60 s, a threshold of 1 and a window of 600 s, but for this. */
  readonly file?: Record<string, unknown>;
  readonly traffic?: MinuteTraffic;
  /** Nobody serves before. */
  readonly first?: true;
  readonly outcome?: 'promoted' | 'RolledBack';
  readonly weights: readonly number[];
  readonly checks: readonly number[];
  /** Where late timers move the end of the last bake into another minute. */
  readonly lateChecks?: readonly number[];
}

const LAG = 90;
const ALL = [25, 50, 75, 100];
const HEALTHY = { weights: ALL, checks: [150, 270, 390, 570] };
/** Caught by the n-th check. */
const caught = (
  n: number,
  { weights, checks }: { weights: readonly number[]; checks: readonly number[] } = HEALTHY,
) => ({
  outcome: 'RolledBack' as const,
  weights: [...weights.slice(0, n), 0],
  checks: checks.slice(0, n),
});
const failing = (count: number, after: number, at?: number): MinuteTraffic => ({
  failures: [{ count, after, ...(at !== undefined && { at }) }],
});
const FIRST = { first: true, weights: [100], checks: [150] } as const;
const FIVE_MINUTES = { weights: ALL, checks: [390, 750, 1110, 1530] };

const SCENARIOS: readonly Scenario[] = [
  { name: 'healthy', ...HEALTHY },
  { name: 'waits of 1 s take as long as a period', file: { WaitTime: 1 }, ...HEALTHY },
  { name: 'waits of 30 s take as long as a period', file: { WaitTime: 30 }, ...HEALTHY },
  {
    name: 'waits of 90 s',
    file: { WaitTime: 90 },
    weights: ALL,
    checks: [150, 330, 510, 690],
    lateChecks: [150, 330, 510, 750],
  },
  { name: 'waits of 2 min', file: { WaitTime: 120 }, weights: ALL, checks: [210, 390, 570, 810] },
  { name: 'waits of 5 min', file: { WaitTime: 300 }, ...FIVE_MINUTES },
  { name: 'waits of 10 min', file: { WaitTime: 600 }, weights: ALL, checks: [690, 1350, 2010, 2730] },
  { name: 'steps of 50 %', file: { PercentageStep: 50 }, weights: [50, 100], checks: [150, 330] },
  {
    name: 'steps of 33 %',
    file: { PercentageStep: 33 },
    weights: [33, 66, 99, 100],
    checks: [150, 270, 390, 570],
  },
  { name: 'steps of 45 %', file: { PercentageStep: 45 }, weights: [45, 90, 100], checks: [150, 270, 450] },
  { name: 'a step of 99 %', file: { PercentageStep: 99 }, weights: [99, 100], checks: [150, 330] },
  { name: 'a step of 100 %', file: { PercentageStep: 100 }, weights: [100], checks: [150] },
  {
    name: 'a step of 100 % that fails',
    file: { PercentageStep: 100 },
    traffic: failing(10, 5),
    ...caught(1, { weights: [100], checks: [150] }),
  },
  { name: 'a first deployment', ...FIRST },
  { name: 'a first deployment that fails at once', traffic: failing(10, 1), ...FIRST, ...caught(1, FIRST) },
  {
    name: 'a first deployment that fails in its last seconds',
    traffic: failing(10, 55),
    ...FIRST,
    ...caught(1, FIRST),
  },
  { name: 'a first deployment with as many errors as allowed', traffic: failing(1, 28), ...FIRST },
  { name: 'a first deployment without callers', traffic: { requestsPerSecond: 0 }, ...FIRST },
  {
    name: 'a first deployment that fails after 4 of 5 min',
    file: { WaitTime: 300 },
    traffic: failing(5, 240),
    ...FIRST,
    ...caught(1, { weights: [100], checks: [390] }),
  },
  ...[0, 1, 5].map((threshold): Scenario => ({
    name: `10 errors 28 s after the first shift, ${threshold} allowed`,
    file: { FailureThresholdValue: threshold },
    traffic: failing(10, 28),
    ...caught(1),
  })),
  { name: '1,000 errors 28 s after the first shift', traffic: failing(1000, 28), ...caught(1) },
  {
    name: 'an error at once, none allowed',
    file: { FailureThresholdValue: 0 },
    traffic: failing(1, 1),
    ...caught(1),
  },
  {
    name: 'an error in the last seconds of the first wait, none allowed',
    file: { FailureThresholdValue: 0 },
    traffic: failing(1, 55),
    ...caught(1),
  },
  { name: 'as many errors as allowed', traffic: failing(1, 28), ...HEALTHY },
  {
    name: 'as many errors as allowed, with a threshold of 5',
    file: { FailureThresholdValue: 5 },
    traffic: failing(5, 28),
    ...HEALTHY,
  },
  {
    name: 'one more than allowed, with a threshold of 5',
    file: { FailureThresholdValue: 5 },
    traffic: failing(6, 28),
    ...caught(1),
  },
  { name: 'errors just after the second shift', traffic: failing(10, 5, 50), ...caught(2) },
  {
    name: 'errors at the end of the second wait are seen by the next check',
    traffic: failing(10, 50, 50),
    ...caught(3),
  },
  { name: 'errors just after the third shift', traffic: failing(10, 5, 75), ...caught(3) },
  { name: 'errors just after the last shift', traffic: failing(10, 5, 100), ...caught(4) },
  { name: 'errors in the last seconds of the final wait', traffic: failing(10, 55, 100), ...caught(4) },
  {
    name: 'errors of the last minute that are shown 90 s late',
    traffic: { ...failing(10, 55, 100), lateSeconds: 90 },
    ...caught(4),
  },
  {
    name: 'errors add up over steps',
    traffic: { failures: [25, 50].map((at) => ({ count: 1, after: 5, at })) },
    ...caught(2),
  },
  {
    name: 'errors that a short window has forgotten do not add up',
    file: { FailureThresholdTime: 60, WaitTime: 120 },
    traffic: { failures: [25, 75].map((at) => ({ count: 1, after: 5, at })) },
    weights: ALL,
    checks: [210, 390, 570, 810],
  },
  { name: 'a window of one period', file: { FailureThresholdTime: 60 }, ...HEALTHY },
  {
    name: 'a window of one period that sees errors',
    file: { FailureThresholdTime: 60 },
    traffic: failing(10, 28),
    ...caught(1),
  },
  { name: 'a window of 1 s', file: { FailureThresholdTime: 1 }, ...HEALTHY },
  ...[30, 150, 270].map((after): Scenario => ({
    name: `a window shorter than the wait leaves no hole at ${after} s`,
    file: { WaitTime: 300, FailureThresholdTime: 60 },
    traffic: failing(100, after),
    ...caught(1, FIVE_MINUTES),
  })),
  {
    name: 'a window shorter than the wait leaves no hole in later steps',
    file: { WaitTime: 300, FailureThresholdTime: 60 },
    traffic: failing(100, 30, 50),
    ...caught(2, FIVE_MINUTES),
  },
  {
    name: 'errors while a check waits for the metrics',
    file: { FailureThresholdTime: 60 },
    traffic: failing(10, 100),
    ...caught(2),
  },
  {
    name: 'errors of an earlier try of the same commit, in the minute before',
    traffic: failing(1000, -20),
    ...HEALTHY,
  },
  { name: 'errors of what the target group served before', traffic: failing(1000, -300), ...HEALTHY },
  { name: 'errors before a first deployment has a route', traffic: failing(1000, -10), ...FIRST },
  { name: 'metrics as late as they may be', traffic: { ...failing(10, 28), lateSeconds: 90 }, ...caught(1) },
  { name: 'healthy, metrics as late as they may be', traffic: { lateSeconds: 90 }, ...HEALTHY },
  { name: 'metrics that are shown at once', traffic: { ...failing(10, 28), lateSeconds: 1 }, ...caught(1) },
  {
    name: 'all of three requests fail, five allowed: no pass',
    file: { FailureThresholdValue: 5, PercentageStep: 100, ExtensionTimeout: 60, OnInconclusive: 'rollBack' },
    traffic: { requestsPerSecond: 0, ...failing(3, 28) },
    outcome: 'RolledBack',
    weights: [100, 0],
    checks: [150, 210],
  },
  {
    name: 'nobody calls the canary',
    file: { PercentageStep: 100, ExtensionTimeout: 120, OnInconclusive: 'rollBack' },
    traffic: { requestsPerSecond: 0 },
    outcome: 'RolledBack',
    weights: [100, 0],
    checks: [150, 210, 270],
  },
  {
    name: 'nobody calls the canary, and the file says to go on',
    file: { PercentageStep: 50, ExtensionTimeout: 60, OnInconclusive: 'advance' },
    traffic: { requestsPerSecond: 0 },
    weights: [50, 100],
    checks: [150, 210, 390, 450],
  },
  { name: 'a canary that is called rarely', traffic: { requestsPerSecond: 1 / 60 }, ...HEALTHY },
];

/** Where in a minute a rollout begins, and whether timers fire late, as those of a busy server do. */
interface Phase {
  readonly second: number;
  readonly timers: 'punctual' | 'late';
}

const PHASES: readonly Phase[] = [
  { second: 0, timers: 'punctual' },
  { second: 17, timers: 'punctual' },
  { second: 41, timers: 'late' },
  ...(process.env['SERIN_TEST_ALL'] ? [{ second: 41, timers: 'punctual' } as const] : []),
];
/** Each scenario in one phase; all of them in all phases where everything is tested. */
const CASES = PHASES.flatMap((phase, p) =>
  SCENARIOS.filter((_, i) => process.env['SERIN_TEST_ALL'] || i % PHASES.length === p).map((scenario) => ({
    scenario,
    ...phase,
  })),
);
/** Rollouts that run side by side: more of them keep this machine too busy for the seconds of a rollout to be exact. */
const AT_ONCE = 20;

const ended = new Map<(typeof CASES)[number], { readonly world: MinuteWorld; readonly end: Ended }>();
beforeAll(async () => {
  for (const timers of ['punctual', 'late'] as const) {
    const harness = await startHarness({ lateTimers: timers === 'late' });
    for (const phase of PHASES.filter((each) => each.timers === timers)) {
      const cases = CASES.filter((one) => one.second === phase.second && one.timers === timers);
      for (let i = 0; i < cases.length; i += AT_ONCE)
        await sideBySide(harness, cases.slice(i, i + AT_ONCE), phase);
    }
    await harness.close();
  }
});

async function sideBySide({ env, start }: Harness, cases: typeof CASES, { second }: Phase): Promise<void> {
  const now = async () => (await env.currentTimeMs()) / 1000;
  await env.sleep(1000 * (60 - (((await now()) - second) % 60)));
  const begun = [];
  for (const one of cases) {
    const { first, traffic = {}, file } = one.scenario;
    const world = new MinuteWorld(now, first ? undefined : 'v1', traffic);
    const service = `cart-${SCENARIOS.indexOf(one.scenario)}-${second}`;
    const whole = deployJson({ MicroserviceName: service, PercentageStep: 25, MetricPeriod: 60, ...file });
    begun.push({ one, world, follow: await start(world, whole, service) });
  }
  for (const { one, world, follow } of begun) ended.set(one, { world, end: await follow() });
}

it.each(CASES)('$scenario.name, begun at second $second of a minute, timers $timers', async (one) => {
  const { scenario, timers } = one;
  const planned = (timers === 'late' && scenario.lateChecks) || scenario.checks;
  const { world, end } = ended.get(one)!;
  const { outcome, status, effects } = end;
  const begin = Math.floor(world.shifts[0]!.at / 60) * 60;
  const checks = status.verdicts.map((verdict) => ({
    ...verdict,
    at: Date.parse(verdict.at) / 1000 - begin,
  }));

  expect(outcome).toBe(scenario.outcome ?? 'promoted');
  expect(world.shifts.map(({ weight }) => weight)).toEqual(scenario.weights);
  expect(checks).toHaveLength(planned.length);
  for (const [i, { at }] of checks.entries()) {
    const late = at - planned[i]!;
    expect([late >= 0, late < 15]).toEqual([true, true]);
  }
  expect(world.shifts[0]!.at - begin).toBeLessThan(10);
  expect(effects.at(-1)).toBe(
    outcome === 'promoted' && scenario.first
      ? 'record shop:2026-01-02.v2'
      : `remove ${outcome === 'promoted' ? 'v1' : 'v2'}`,
  );

  let watchedUntil = begin;
  for (const { at, window } of checks) {
    // Whole periods, none of before the first shift, up to the last that could be read, and no hole between two checks.
    expect([window.from % 60, window.to % 60]).toEqual([0, 0]);
    expect(window.from).toBeGreaterThanOrEqual(begin);
    expect(window.from).toBeLessThanOrEqual(watchedUntil);
    expect(window.to - begin).toBe(Math.floor((at - LAG) / 60) * 60);
    watchedUntil = window.to;
  }
});

it('are as many as are asked for', () => {
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(40);
});
