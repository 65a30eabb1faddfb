import { evidenceText, isNews, latestEvidence } from '../../../client/render/evidence-text.ts';
import type { Findings, Verdict } from '../../../workflows/rollout/judge/verdict.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';

const verdict = (M: number, changes: Partial<Findings> = {}): Verdict => ({
  kind: 'inconclusive',
  reason: 'bake: bakes for another 20 s',
  judge: 'evidence',
  rule: 'bake',
  window: { from: 0, to: 40 },
  numbers: { M, A: M, B: 1, threshold: 100, canaryRequests: 80, canaryErrors: 3 },
  ...changes,
});
const unreadable = verdict(0, {
  reason: 'the metrics cannot be read: Timeout: no answer',
  numbers: {},
  rule: 'none',
});
const counted: Verdict = {
  kind: 'pass',
  reason: 'errorCount: 0 of 9 requests of the canary failed in 60 s, 0 allowed',
  judge: 'errorCount',
  window: { from: 0, to: 60 },
  numbers: { requests: 9, errors: 0, threshold: 0 },
};

it('says M, its parts and the requests they are made of', () => {
  expect(evidenceText(verdict(12.34))).toBe(
    'evidence against the canary 12 of 100 (against stable 12, against the bound 1.0); 3 of 80 requests failed',
  );
  expect(evidenceText(verdict(250, { numbers: { ...verdict(250).numbers, L: 7 } }))).toMatch(
    /^evidence against the canary 250 of 100 \(.*latency 7\.0\)/,
  );
});

it('says the reason where there is no evidence', () => {
  expect(evidenceText(unreadable)).toBe('evidence: the metrics cannot be read: Timeout: no answer');
  expect(evidenceText(counted)).toBe(counted.reason);
});

it.each([
  ['nothing has been said yet', verdict(1), undefined, true],
  ['it has doubled', verdict(2), verdict(1), true],
  ['it has halved', verdict(0.5), verdict(1), true],
  ['it has hardly moved', verdict(1.9), verdict(1), false],
  ['another rule speaks', verdict(1, { rule: 'proof' }), verdict(1), true],
  ['the metrics went out', unreadable, verdict(1), true],
  ['they still are', unreadable, unreadable, false],
])('tells whether evidence is worth a line: %s', (_why, now, said, expected) => {
  expect(isNews(now, said)).toBe(expected);
});

describe('the latest evidence', () => {
  const status = {
    verdicts: [{ ...verdict(3), at: '', weight: 20, ledTo: 'extend' }],
  } as unknown as RolloutStatus;
  const attempt = {
    activity: 'watchStep',
    attempt: 1,
    lastFailure: undefined,
    isPatient: false,
    buckets: [],
  };

  it('is what a watch sees now', () => {
    expect(latestEvidence({ status, attempts: [{ ...attempt, verdict: verdict(7) }] })).toMatch(
      /canary 7\.0 of/,
    );
  });

  it('is what the last verdict was based on when nothing is watched', () => {
    expect(latestEvidence({ status, attempts: [{ ...attempt, verdict: undefined }] })).toMatch(
      /canary 3\.0 of/,
    );
  });

  it('is nothing where the judge weighs none', () => {
    const plain = {
      verdicts: [{ ...counted, at: '', weight: 20, ledTo: 'advance' }],
    } as unknown as RolloutStatus;
    expect(latestEvidence({ status: plain, attempts: [] })).toBeUndefined();
  });
});
