import { comparisonText, rollbackOf } from '../../../infra/demo/comparison.ts';
import { brokenByEvidence, type ByEvidence } from '../../../infra/demo/evidence-expectations.ts';
import { withVerdicts } from '../../../infra/demo/evidence-trail.ts';
import type { Done } from '../../../infra/demo/expectations.ts';
import { renderPage } from '../../../infra/demo/page/page.ts';
import type { DeploymentRecord } from '../../../infra/demo/record.ts';
import type { RolloutStatus, VerdictRecord } from '../../../workflows/rollout/status.ts';

const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

interface Told {
  readonly version: string;
  readonly judge?: DeploymentRecord['judge'];
  /** How long the canary had traffic, and how many requests it failed. */
  readonly seconds: number;
  readonly errors: number;
  readonly numbers?: Record<string, number>;
  readonly exitCode?: number;
  /** The canary's last weight in percent; 20 unless given. */
  readonly weight?: number;
}

/** A deployment that was rolled back after some seconds of one weight. */
function done({
  version,
  judge = 'evidence',
  seconds,
  errors,
  numbers = { M: 200, A: 300, B: 100 },
  exitCode = 3,
  weight = 20,
}: Told): Done {
  const verdict: VerdictRecord = {
    kind: 'fail',
    reason: 'enough',
    judge,
    ...(judge === 'evidence' && { rule: 'evidence' }),
    window: { from: 110, to: 110 + seconds },
    numbers,
    at: iso(110 + seconds),
    weight,
    ledTo: 'rollBack',
  };
  const split = (canary: number) => [
    { version: 'two', weight: 100 - canary },
    { version, weight: canary },
  ];
  const status = {
    outcome: { kind: 'rolledBack', reason: '<enough>' },
    verdicts: [verdict],
    weights: [
      { at: iso(110), split: split(weight) },
      { at: iso(110 + seconds), split: split(0) },
    ],
  } as unknown as RolloutStatus;
  return {
    build: { sha: version, image: `api:${version}`, file: '' },
    after: { serving: ['two'], existing: ['two'], recordedImage: 'api:two' },
    record: {
      title: version,
      story: '',
      judge,
      version,
      exitCode,
      status,
      from: 100,
      to: 130,
      seconds: [
        { at: 111, versions: { [version]: { requests: 50, errors }, two: { requests: 90, errors: 0 } } },
      ],
      evidence: withVerdicts([{ at: 110, evidence: 1 }], status),
      pictures: [],
    },
  };
}

const counted = done({
  version: 'three',
  judge: 'errorCount',
  seconds: 6.2,
  errors: 70,
  numbers: { errors: 70 },
});
const two = done({ version: 'two', judge: 'errorCount', seconds: 9, errors: 0 });
const again = done({ version: 'again', seconds: 4.4, errors: 50 });
const failing = done({ version: 'four', seconds: 9, errors: 3 });
const slow = done({ version: 'five', seconds: 8, errors: 0, numbers: { M: 399, A: 1, B: 0.7, L: 1592 } });

const crowded = done({
  version: 'six',
  seconds: 8,
  errors: 0,
  weight: 100,
  numbers: { M: 399, A: 1, B: 0.7, L: 1592 },
});

const broken = (some: Partial<ByEvidence>) =>
  brokenByEvidence(two, counted, { again, failing, slow, crowded, ...some });

it('is content when evidence did as told', () => {
  expect(broken({})).toEqual([]);
});

it.each<[string, Partial<ByEvidence>, string[]]>([
  [
    'was slower',
    { again: done({ version: 'again', seconds: 6.3, errors: 50 }) },
    ['it did so sooner than a count of errors'],
  ],
  [
    'let more fail',
    { again: done({ version: 'again', seconds: 5, errors: 71 }) },
    ['and with fewer failed requests'],
  ],
  [
    'missed a version',
    { failing: done({ version: 'four', seconds: 9, errors: 3, exitCode: 0 }) },
    ['evidence rolled back a version that fails one request in twenty'],
  ],
  [
    'had other reasons than latency',
    { slow: done({ version: 'five', seconds: 9, errors: 0, numbers: { M: 200, A: 300, B: 9, L: 2 } }) },
    ['for its latency alone'],
  ],
  [
    'did not wait for all of the traffic',
    { crowded: done({ version: 'six', seconds: 8, errors: 0, numbers: { M: 399, A: 1, B: 0.7, L: 1592 } }) },
    ['once it had all of it, for its latency alone'],
  ],
])('tells when evidence %s', (_what, some, promises) => {
  expect(broken(some)).toEqual(promises);
});

it('puts both judges side by side', () => {
  expect(comparisonText([counted, again].map(({ record }) => rollbackOf(record)))).toBe(
    [
      '  errorCount  rolled back after 6.2 s, 70 requests failed',
      '  evidence    rolled back after 4.4 s, 50 requests failed',
    ].join('\n'),
  );
});

it('shows both, and the evidence over time, on a page that needs no network', () => {
  const records = [counted, again, slow].map(({ record }) => record);
  const page = renderPage(
    records,
    [counted, again].map(({ record }) => rollbackOf(record)),
    ['A caller counts.', 'Nobody <logged> in.'],
  );
  expect(page).toContain('<tr><th>evidence</th><td>4.4 s</td><td>50</td></tr>');
  expect(page).toContain('"evidence":[[10,18],[1,399]]');
  expect(page).not.toMatch(/(?:src|href)="http/);
  expect(page).toContain('&lt;enough&gt;');
  expect(page).toContain('<p>Nobody &lt;logged&gt; in.</p>');
});

it('shows a version that never had any traffic with the requests it got: none', () => {
  const { record } = done({ version: 'six', seconds: 1, errors: 0 });
  const unmet = { ...record, seconds: [], evidence: [], status: { ...record.status, weights: [] } };
  expect(renderPage([unmet], [], [])).toMatch(/six<\/th><td>0<\/td><td>0<\/td>/);
});
