import { errorCountWindow, judgeErrorCount } from '../../../../workflows/rollout/judge/error-count.ts';

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

it.each([
  ['back by the window', 1000, 5000, { from: 4400, to: 5000 }],
  ['never to before the canary got traffic', 4900, 5000, { from: 4900, to: 5000 }],
])('looks %s', (_sentence, trafficSince, now, span) => {
  expect(errorCountWindow(spec, trafficSince, now)).toEqual(span);
});
