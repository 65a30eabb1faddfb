import { judgeErrorCount } from '../../../../workflows/rollout/judge/error-count.ts';

const spec = { kind: 'errorCount', threshold: 5, windowSeconds: 600 } as const;
const window = { from: 0, to: 600 };
const buckets = (...counts: [requests: number, errors: number][]) =>
  counts.map(([requests, errors], i) => ({ from: i * 60, to: (i + 1) * 60, canary: { requests, errors } }));

it.each([
  ['no errors pass', buckets([100, 0]), 'pass'],
  ['as many errors as allowed pass', buckets([50, 2], [50, 3]), 'pass'],
  ['one more than allowed, over all buckets, fails', buckets([50, 3], [50, 3]), 'fail'],
  ['errors count though no request was counted', buckets([0, 6]), 'fail'],
  ['no bucket proves nothing', [], 'inconclusive'],
  [
    'buckets without the canary prove nothing',
    [{ from: 0, to: 60, stable: { requests: 9, errors: 9 } }],
    'inconclusive',
  ],
  ['all of a few that fail are no pass, though they are not too many', buckets([3, 3]), 'inconclusive'],
  ['half of a few that fail are no pass', buckets([4, 2], [2, 1]), 'inconclusive'],
  ['less than half of a few that fail pass', buckets([4, 2], [3, 1]), 'pass'],
  ['silence is not health', buckets([0, 0], [0, 0]), 'inconclusive'],
])('%s', (_sentence, given, kind) => {
  expect(judgeErrorCount(spec, given, window).kind).toBe(kind);
});

it('says the numbers that led to a verdict', () => {
  const verdict = judgeErrorCount(spec, buckets([40, 12]), window);
  expect(verdict.reason).toBe(
    'errorCount: 12 of 40 requests of the canary failed in 600 s, more than the 5 allowed',
  );
  expect(verdict.numbers).toEqual({ requests: 40, errors: 12, threshold: 5 });
});
