import type { Bucket, Counts } from '../../../../workflows/rollout/judge/bucket.ts';
import { percentileOf } from '../../../../workflows/rollout/judge/percentile.ts';
import { judgeThreshold } from '../../../../workflows/rollout/judge/threshold.ts';
import { thresholdDefaults } from '../../../../workflows/rollout/judge/threshold-spec.ts';

const good: Counts = { requests: 100, errors: 1 };
const bad: Counts = { requests: 100, errors: 2 };
const none = undefined;

/** One bucket a minute, from second 0 on. */
const minutes = (...sides: (Counts | undefined)[]): Bucket[] =>
  sides.map((canary, i) => ({ from: 60 * i, to: 60 * i + 60, ...(canary ? { canary } : {}) }));

const judged = (sides: (Counts | undefined)[], changes: Partial<typeof thresholdDefaults> = {}) =>
  judgeThreshold({ ...thresholdDefaults, ...changes }, minutes(...sides), { from: 0, to: 60 * sides.length });

describe('the threshold judge', () => {
  it.each([
    ['passes a success rate on the bound', [good, good], {}, 'pass'],
    ['fails one below it', [good, bad], {}, 'fail'],
    ['allows as many misses as its limit says', [bad, bad, bad, good], { failureLimit: 3 }, 'pass'],
    ['fails on the miss after', [bad, bad, bad, bad], { failureLimit: 3 }, 'fail'],
    ['calls missing data inconclusive', [good, none], {}, 'inconclusive'],
    [
      'calls no request inconclusive, not 0 / 0',
      [good, { requests: 0, errors: 0 }],
      { minSamples: 0 },
      'inconclusive',
    ],
    [
      'calls few requests inconclusive, however they went',
      [{ requests: 9, errors: 9 }],
      { minSamples: 10 },
      'inconclusive',
    ],
    ['fails missing data where the plan says so', [good, none], { onNoData: 'fail' }, 'fail'],
    ['passes missing data where the plan says so', [good, none], { onNoData: 'pass' }, 'pass'],
    ['lets a miss outweigh missing data', [bad, none], {}, 'fail'],
  ] as const)('%s', (_, sides, changes, kind) => {
    expect(judged([...sides], changes).kind).toBe(kind);
  });

  it('forgets a miss that has left the window', () => {
    const buckets = minutes(bad, ...Array.from({ length: 10 }, () => good));
    expect(judgeThreshold(thresholdDefaults, buckets, { from: 60, to: 660 }).kind).toBe('pass');
  });

  it('measures what there is when the canary is younger than an interval', () => {
    const buckets = [{ from: 0, to: 10, canary: bad }];
    expect(judgeThreshold(thresholdDefaults, buckets, { from: 0, to: 20 }).kind).toBe('fail');
  });

  it('says what was missed, with numbers', () => {
    expect(judged([good, bad]).reason).toBe(
      'threshold: 1 of 2 measurements of the canary failed, 0 allowed; last: success rate 98.00 % is below 99.00 %',
    );
  });

  describe('with a latency objective', () => {
    const spec = {
      ...thresholdDefaults,
      objectives: [{ metric: 'latency', percentile: 99, atMostMs: 500 } as const],
    };
    const at = (latency?: number[]) =>
      judgeThreshold(
        spec,
        minutes({ requests: 100, errors: 0, ...(latency ? { latency } : {}) }),
        { from: 0, to: 60 },
        [100, 500],
      );

    it('passes a percentile on the bound', () => expect(at([90, 9, 1]).kind).toBe('pass'));
    it('fails a percentile above the last bound of the histogram', () => {
      expect(at([90, 8, 2])).toMatchObject({
        kind: 'fail',
        reason: expect.stringContaining('p99 latency is more than 500 ms'),
      });
    });
    it('is inconclusive without a histogram', () => expect(at().kind).toBe('inconclusive'));
  });
});

describe('a percentile of a histogram', () => {
  it('is interpolated within its bucket', () => {
    expect(percentileOf([50, 50, 0], [100, 200], 50)).toBe(100);
    expect(percentileOf([50, 50, 0], [100, 200], 75)).toBe(150);
  });
  it('is unknown without requests', () => expect(percentileOf([0, 0, 0], [100, 200], 50)).toBeUndefined());
});
