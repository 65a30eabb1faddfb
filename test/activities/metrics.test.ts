import { CompleteAsyncError } from '@temporalio/activity';
import type { MetricSource } from '../../activities/metric-sources/source.ts';
import type { MetricsCheck } from '../../activities/look.ts';
import { createMetricsActivities } from '../../activities/metrics.ts';
import type { WatchClock } from '../../activities/watching/clock.ts';
import type { Report } from '../../activities/watching/report.ts';
import { BakeWatcher } from '../../activities/watching/watcher.ts';
import type { Bucket, Counts } from '../../workflows/rollout/judge/bucket.ts';
import { evidenceDefaults } from '../../workflows/rollout/judge/evidence-config.ts';
import type { Looked } from '../../workflows/rollout/judge/judge.ts';
import type { AskedAround } from '../../workflows/rollout/surroundings.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';

const START = 1000;
const BAKE_SECONDS = 600;

interface Scene {
  readonly bucketSeconds?: number;
  readonly gridSeconds?: number;
  readonly lagSeconds?: number;
  /** What the canary did in a bucket that begins at a moment; undefined for no data. */
  readonly canary?: (from: number) => Counts | undefined;
  readonly stable?: (from: number) => Counts | undefined;
  /** Whether the metrics are out at a moment. */
  readonly outage?: (now: number) => boolean;
  /** Whether the source cannot tell what it asks. */
  readonly untold?: boolean;
  /** How long a look waits for its answer. */
  readonly lookSeconds?: number;
}

const READING = { address: 'http://prometheus:9090' };
const COUNTS = { requests: 'r', errors: 'e' };
const METRIC = { namespace: 'Shop', metric: 'Requests', dimensions: {}, stat: 'Sum' };

const around = {
  router: {
    kind: 'alb' as const,
    rule: { arn: 'rule' },
  },
} as unknown as AskedAround;
const surroundings = { live: [{ version: 'new', weight: 10 }], healthy: { new: 1 } };

const good = (): Counts => ({ requests: 20, errors: 0 });
const plenty = (): Counts => ({ requests: 180, errors: 0 });

interface Attempt {
  readonly until?: number;
  readonly remembered?: Looked;
  /** When the attempt begins, and when the canary got its first traffic. */
  readonly from?: number;
  readonly since?: number;
  readonly silenceSeconds?: number;
}

/** A watch whose time is a number: sleeping adds to it. */
function watch(
  scene: Scene,
  {
    until = START + BAKE_SECONDS,
    remembered,
    from = START,
    since = START,
    silenceSeconds = 90,
  }: Attempt = {},
) {
  const {
    bucketSeconds = 10,
    gridSeconds = bucketSeconds,
    lagSeconds = 2,
    canary = good,
    stable = plenty,
    outage = () => false,
    untold = false,
    lookSeconds = 0,
  } = scene;
  let now = from;
  const reads: Span[] = [];
  const beats: { at: number; judged: Looked }[] = [];
  const shown: (number | undefined)[] = [];
  const looked: string[] = [];
  let diesAt = Infinity;
  let unwantedAfter = Infinity;

  const source: MetricSource = {
    read: async (_versions, span) => {
      if (outage(now)) throw new Error('nobody answers');
      reads.push(span);
      now += lookSeconds;
      const buckets: Bucket[] = [];
      for (
        let from = Math.ceil(span.from / gridSeconds) * gridSeconds;
        from < span.to;
        from += bucketSeconds
      ) {
        const [ofCanary, ofStable] = [canary(from), stable(from)];
        if (ofCanary || ofStable)
          buckets.push({
            from,
            to: from + bucketSeconds,
            ...(ofCanary && { canary: ofCanary }),
            ...(ofStable && { stable: ofStable }),
          });
      }
      return buckets;
    },
    queries: async ({ stable, canary }) => {
      if (untold) throw new Error('nobody tells');
      return [`requests of ${stable}`, `requests of ${canary}`];
    },
    history: async () => ({ buckets: [], total: { requests: 100_000, errors: 10 } }),
  };
  const clock: WatchClock = {
    now: () => now,
    sleep: async (seconds, signal) => {
      signal?.throwIfAborted();
      shown.push(watcher.verdicts.get('cart')?.numbers['M']);
      now += seconds;
      if (now >= diesAt) throw new Error('the worker died');
    },
  };
  const watcher = new BakeWatcher(1, undefined, clock);
  const steps = [10, 50, 100].map((weight) => ({ weight, bakeSeconds: BAKE_SECONDS }));
  const check: MetricsCheck = {
    metrics:
      gridSeconds === 1
        ? {
            ...READING,
            kind: 'prometheus',
            periodSeconds: bucketSeconds,
            scrapeSeconds: lagSeconds,
            own: COUNTS,
          }
        : { kind: 'cloudwatch', periodSeconds: bucketSeconds, lagSeconds, requests: METRIC, errors: METRIC },
    judge: evidenceDefaults,
    versions: { stable: 'old', canary: 'new' },
    situation: { steps, weights: [{ since, weight: 10 }], firstDeployment: false },
  };
  const result = () =>
    new Promise<Looked>((answer, fail: (error: Error) => void) => {
      const report: Report = {
        goesOn: async (judged) => {
          beats.push({ at: now, judged: structuredClone(judged) });
          return beats.length < unwantedAfter;
        },
        answer: async (judged) => answer(judged),
        fail: async (error) => fail(error as Error),
        end: async () => fail(new Error('ended')),
      };
      const asked = () => ({ rollout: 'cart', attempt: 1, report, silenceSeconds, remembered });
      const count = (_source: string, read: string) => void looked.push(read);
      const { watchStep } = createMetricsActivities({
        sourceFor: () => source,
        lookAround: async () => ({ ...surroundings, shift: async (wanted) => wanted }),
        watcher,
        asked,
        count,
      });
      watchStep(check, { until }, around).catch((error: Error) => {
        if (!(error instanceof CompleteAsyncError)) fail(error);
      });
    });
  return {
    result,
    watcher,
    unwantedAfter(beats: number) {
      unwantedAfter = beats;
    },
    diesAt(moment: number) {
      diesAt = moment;
    },
    now: () => now,
    reads,
    beats,
    shown,
    looked,
  };
}

/** Of short buckets the next has to show that stable did not meet the same. */
const bucketsToConvict = (bucketSeconds: number) => (bucketSeconds < 30 ? 2 : 1);

const failingFrom =
  (moment: number) =>
  (from: number): Counts => ({ requests: 20, errors: from >= moment ? 20 : 0 });

it.each([
  [2, 1],
  [10, 10],
  [60, 60],
])('convicts within a fifth of a %d s bucket after it can be read', async (bucketSeconds, lagSeconds) => {
  const onset = Math.ceil(START / bucketSeconds) * bucketSeconds + bucketSeconds;
  const watched = watch({ bucketSeconds, lagSeconds, canary: failingFrom(onset) });
  const { verdict } = await watched.result();
  expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringMatching(/^evidence: /) });
  const readable = onset + bucketsToConvict(bucketSeconds) * bucketSeconds + lagSeconds;
  expect(watched.now()).toBeGreaterThanOrEqual(readable);
  expect(watched.now()).toBeLessThanOrEqual(readable + bucketSeconds / 5);
});

it.each([
  { bucketSeconds: 10, lagSeconds: 11, gridSeconds: 1, since: START + 0.3 },
  { bucketSeconds: 10, lagSeconds: 11, gridSeconds: 1, since: START + 7.9 },
  { bucketSeconds: 10, lagSeconds: 2, gridSeconds: 10, since: START + 3.4 },
  { bucketSeconds: 10, lagSeconds: 2, gridSeconds: 10, since: START + 3.4, lookSeconds: 0.7 },
  { bucketSeconds: 60, lagSeconds: 120, gridSeconds: 60, since: START + 33, lookSeconds: 5 },
])('convicts as soon at whatever second a watch begins, though looks take time: %j', async (scene) => {
  const { bucketSeconds, lagSeconds, gridSeconds, since } = scene;
  const first = Math.ceil(since / gridSeconds) * gridSeconds;
  const watched = watch({ ...scene, canary: failingFrom(first + bucketSeconds) }, { since, from: since });
  const { verdict } = await watched.result();
  expect(verdict.kind).toBe('fail');
  const readable = first + (1 + bucketsToConvict(bucketSeconds)) * bucketSeconds + lagSeconds;
  expect(watched.now()).toBeGreaterThanOrEqual(readable);
  expect(watched.now()).toBeLessThanOrEqual(readable + bucketSeconds / 5 + 1e-6);
});

it('begins the first bucket with the traffic where the metrics can begin anywhere', async () => {
  const watched = watch({ gridSeconds: 1, canary: failingFrom(START) }, { since: START + 3.4 });
  await watched.result();
  expect(watched.reads[0]).toEqual({ from: START + 4, to: START + 14 });
});

it('answers at the end of the bake what it saw of a healthy canary', async () => {
  const watched = watch({});
  const { verdict, memory } = await watched.result();
  expect(verdict.kind).toBe('pass');
  expect(memory?.canary.requests).toBe(20 * 59);
  expect(watched.now()).toBeCloseTo(START + BAKE_SECONDS);
});

it('takes each bucket in once', async () => {
  const watched = watch({});
  await watched.result();
  for (const [i, { from }] of watched.reads.entries()) if (i > 0) expect(from).toBe(watched.reads[i - 1]!.to);
});

it.each([
  { bucketSeconds: 10, silenceSeconds: 90 },
  { bucketSeconds: 10, silenceSeconds: 10 },
  { bucketSeconds: 60, silenceSeconds: 30 },
  { bucketSeconds: 300, silenceSeconds: 90 },
])('gives signs of life well before it has to, and no more than that: %j', async (given) => {
  const { bucketSeconds, silenceSeconds } = given;
  const watched = watch({ bucketSeconds, lagSeconds: 10 }, { silenceSeconds, until: START + 1800 });
  await watched.result();
  const silences = watched.beats.map(({ at }, i) => at - (watched.beats[i - 1]?.at ?? START));
  expect(Math.max(...silences)).toBeLessThanOrEqual((2 / 3) * silenceSeconds + 1e-6);
  expect(watched.beats.length).toBeLessThanOrEqual(1800 / ((2 / 3) * silenceSeconds));
});

it('asks for no metrics between two buckets', async () => {
  const watched = watch({});
  await watched.result();
  expect(watched.looked.length).toBeLessThan(BAKE_SECONDS / 10 + 5);
});

it('ends once nobody wants it any more', async () => {
  const watched = watch({});
  watched.unwantedAfter(2);
  await expect(watched.result()).rejects.toThrow('ended');
  expect(watched.now()).toBeLessThanOrEqual(START + 120 + 10);
  expect(watched.watcher.verdicts.size).toBe(0);
});

it('tells what it saw in units with each sign of life and at the end, the latest of it, also after a restart', async () => {
  const watched = watch({});
  const { buckets = [] } = await watched.result();
  expect(buckets).toHaveLength(59);
  expect(buckets[0]).toEqual({
    from: START,
    to: START + 10,
    weight: 10,
    stable: { requests: 180, failed: 0 },
    canary: { requests: 20, failed: 0 },
  });
  const { judged, at } = watched.beats.findLast(({ at }) => at < START + 200)!;
  const restarted = await watch({}, { remembered: judged, from: at }).result();
  expect(restarted.buckets).toEqual(buckets);
  const long = await watch({}, { until: START + 2 * BAKE_SECONDS }).result();
  expect(long.buckets).toHaveLength(60);
});

it('loses nothing when a worker dies: the next attempt goes on from the last sign of life', async () => {
  const scene = { canary: (from: number) => ({ requests: 20, errors: from === START + 100 ? 1 : 0 }) };
  const whole = await watch(scene, { until: START + 400 }).result();

  const first = watch(scene, { until: START + 400 });
  first.diesAt(START + 205);
  await expect(first.result()).rejects.toThrow('the worker died');
  const remembered = first.beats.at(-1)!.judged;
  const second = watch(scene, { until: START + 400, remembered, from: START + 215 });
  const resumed = await second.result();

  expect(second.reads[0]!.from).toBe(remembered.memory!.observedUntil);
  expect(resumed.memory).toEqual(whole.memory);
});

describe('the verdict of a watch', () => {
  const failing = failingFrom(START + 50);

  it('says whose metrics it is based on, and what was asked of them', async () => {
    const { verdict } = await watch({ canary: failing }).result();
    expect(verdict).toMatchObject({
      source: 'cloudwatch',
      queries: ['requests of old', 'requests of new'],
    });
  });

  it('comes with what is around it, unless it convicts', async () => {
    expect(await watch({}).result()).toMatchObject({ verdict: { kind: 'pass' }, surroundings });
    expect(await watch({ canary: failing }).result()).not.toHaveProperty('surroundings');
  });

  it('does not wait for a source that cannot tell what it asks', async () => {
    const watched = watch({ canary: failing, untold: true });
    const { verdict } = await watched.result();
    expect(verdict).toMatchObject({ kind: 'fail', source: 'cloudwatch' });
    expect(verdict.queries).toBeUndefined();
  });
});

describe('a metrics outage in the middle of a bake', () => {
  const outage = (now: number) => now >= START + 100 && now < START + 700;

  it('convicts nobody, says so all the while, and takes in afterwards what it has missed', async () => {
    const watched = watch({ outage }, { until: START + 800 });
    const { verdict, memory } = await watched.result();
    expect(verdict.kind).toBe('pass');
    expect(memory?.canary.requests).toBe(20 * 79);
    const during = watched.beats.filter(({ at }) => at > START + 110 && at < START + 699);
    expect(during.length).toBeGreaterThan(8);
    for (const { judged } of during) {
      expect(judged.verdict).toMatchObject({
        kind: 'inconclusive',
        reason: 'the metrics cannot be read: Error: nobody answers',
      });
      expect(judged.memory?.canary.requests).toBeGreaterThan(0);
    }
  });

  it('that is not over soon after the end of the bake is the verdict, which proves nothing', async () => {
    const watched = watch({ outage }, { until: START + 300 });
    const { verdict, memory } = await watched.result();
    expect(verdict).toMatchObject({
      kind: 'inconclusive',
      reason: 'the metrics cannot be read: Error: nobody answers',
      source: 'cloudwatch',
      queries: ['requests of old', 'requests of new'],
    });
    expect(memory?.canary.requests).toBeGreaterThan(0);
    expect(watched.now()).toBeLessThanOrEqual(START + 300 + 10 + 2);
  });

  it('that ends soon after the end of the bake is outlived', async () => {
    const watched = watch({ outage }, { until: START + 696 });
    expect((await watched.result()).verdict.kind).toBe('pass');
  });

  it('in which nothing is counted on either side convicts nobody, however long it lasts', async () => {
    const out = (from: number) => (from >= START + 100 ? undefined : good());
    const watched = watch({ canary: out, stable: out }, { until: START + 3000 });
    const { verdict } = await watched.result();
    expect(verdict).toMatchObject({
      kind: 'inconclusive',
      reason: expect.stringMatching(/^blindness: no metrics of the canary for/),
    });
  });

  it('is told from a canary that alone is silent, which is convicted after five minutes', async () => {
    const silent = (from: number) => (from >= START + 100 ? undefined : good());
    const watched = watch({ canary: silent });
    const { verdict } = await watched.result();
    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/^blindness: .*stable was seen/),
    });
    expect(watched.now()).toBeLessThanOrEqual(START + 100 + 300 + 2 + 2);
  });
});

it('shows the evidence of every look as long as it watches, and counts the looks', async () => {
  const watched = watch({ canary: failingFrom(START + 50) });
  await watched.result();
  expect(watched.shown[0]).toBeCloseTo(1);
  expect(watched.shown.at(-1)).toBeGreaterThan(1);
  expect(watched.watcher.verdicts.size).toBe(0);
  expect(new Set(watched.looked)).toEqual(new Set(['read']));
});
