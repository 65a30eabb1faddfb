import { picture, type Sheet } from '../../../../client/render/picture/picture.ts';
import { plain, widthOf } from '../../../../client/render/picture/line.ts';
import type { Attempt, RolloutView } from '../../../../client/rollouts/view.ts';
import type { RolloutStatus } from '../../../../workflows/rollout/status.ts';
import { rolloutStatus, split, verdictRecord } from '../../../fakes/rollout-status.ts';

const NOW = new Date('2026-03-01T12:05:55Z');
const numbers = { M: 7, threshold: 100, canaryRequests: 159, canaryErrors: 2 };

const baking: Partial<RolloutStatus> = {
  verdicts: [verdictRecord('advance', { weight: 5 }), verdictRecord('wait', { numbers })],
  healthyTasks: [
    { version: 'v1', healthy: 4 },
    { version: 'v2', healthy: 1 },
  ],
  events: [
    { number: 1, at: '2026-02-28T22:00:00Z', what: 'v1 is stable' },
    { number: 2, at: '2026-03-01T12:00:01Z', what: 'traffic: v1 75 %, v2 25 %' },
  ],
};

const drawn = (
  columns: number,
  changes: Partial<RolloutStatus> = baking,
  { rows = 40, trouble, attempts = [] }: { rows?: number; trouble?: string; attempts?: Attempt[] } = {},
): string[] => {
  const view: RolloutView = {
    id: 'canary/shop/cart',
    runId: 'run-1',
    running: true,
    status: rolloutStatus(changes),
    attempts,
  };
  const sheet: Sheet = { columns, rows, paint: plain, timeZone: 'Europe/Berlin' };
  return picture(view, NOW, sheet, trouble);
};

it('tells at 80 columns what a person wants to know, the countdown first', () => {
  expect(drawn(80)).toEqual([
    '4:05  baking, step 2 of 3  shop/cart  v1 → v2',
    'waits for 25 % to have baked for 600 s (until 13:10:00)',
    '',
    ' ✔ 5 %     5 min       pass',
    ' ● 25 %    10 min      ████████████░░░░░░░░',
    ' ○ 100 %   15 min',
    '',
    ' traffic   █████████░░░░░░░░░░░░░░░░░░░░░░░░░░ v2 25 %',
    ' evidence  ███████████████░░░░░░░░░░░░░░░░░░░░ 7.0 of 100 against the canary',
    " requests  2 of 159 of the canary's failed",
    ' tasks     v1 4 healthy   v2 1 healthy',
    '',
    ' 28 Feb 23:00:00  v1 is stable',
    ' 13:00:01  traffic: v1 75 %, v2 25 %',
    '',
    ' next      serin pause shop/cart',
    '           serin promote shop/cart --step',
    '           serin abort shop/cart',
  ]);
});

it('fits into 60 columns by shorter bars, and into 140 with longer ones', () => {
  const traffic = (columns: number) => drawn(columns).find((line) => line.startsWith(' traffic'));
  expect(traffic(60)).toBe(' traffic   ████░░░░░░░░░░░ v2 25 %');
  expect(traffic(140)).toBe(` traffic   ${'█'.repeat(10)}${'░'.repeat(30)} v2 25 %`);
});

it.each([20, 40, 60, 80, 140])('is never wider than %d columns, nor as high as the terminal', (columns) => {
  const reason = '帰'.repeat(100);
  const many = Array.from({ length: 100 }, (_, i) => ({ number: i, at: NOW.toISOString(), what: reason }));
  const lines = drawn(columns, { ...baking, events: many, warnings: [reason] }, { rows: 24 });
  expect(lines.length).toBeLessThan(24);
  for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
});

it('folds many steps around the one under way', () => {
  const steps = Array.from({ length: 20 }, (_, i) => ({ weight: 5 * (i + 1), bakeSeconds: 60 }));
  const lines = drawn(80, { steps, step: { number: 10, of: 20, weight: 50, bakeSeconds: 60 } });
  expect(lines.slice(3, 12).map((line) => line.trim().slice(0, 8).trim())).toEqual([
    '… 6 befo',
    '✔ 35 %',
    '✔ 40 %',
    '✔ 45 %',
    '● 50 %',
    '○ 55 %',
    '○ 60 %',
    '○ 65 %',
    '… 7 more',
  ]);
});

it.each<[string, Partial<RolloutStatus>, (string | RegExp)[]]>([
  [
    'a gate, and who may open it',
    {
      steps: [
        { weight: 25, bakeSeconds: 600, gate: { by: ['ann', 'oncall'], seconds: 60, onTimeout: 'rollBack' } },
      ],
      verdicts: [verdictRecord('gate')],
      waitsFor: { what: 'ann or oncall to approve 25 %', until: '2026-03-01T13:05:55Z' },
    },
    [
      /^1:00:00 {2}/,
      'waits for ann or oncall to approve 25 % (until 14:05:55)',
      / next +serin approve shop\/cart$/,
    ],
  ],
  [
    'a weight that somebody else has changed',
    { wanted: split(25), readBack: split(50) },
    [/v2 50 % \(wanted: 25 %\)$/],
  ],
  [
    'a pause',
    { paused: true },
    [/^4:05 {2}baking, step 2 of 3, paused/, /░ {2}paused$/, / next +serin resume/],
  ],
  [
    'the end',
    {
      phase: 'rolledBack',
      outcome: { kind: 'rolledBack', reason: '31 of 40 requests failed' },
      waitsFor: undefined,
      readBack: split(0),
      verdicts: [verdictRecord('rollBack', { kind: 'fail' })],
    },
    [
      /^rolled back {2}shop\/cart/,
      '31 of 40 requests failed',
      /^ ✖ 25 % +10 min +fail$/,
      / next +serin history/,
    ],
  ],
  [
    'a first deployment that is on its way',
    { phase: 'deploying', stable: undefined, step: undefined, readBack: [], wanted: [] },
    [/shop\/cart {2}v2$/, /^ ○ 5 %/],
  ],
  ['a warning', { warnings: ['v1 is not removed'] }, [' warning   v1 is not removed']],
])('shows %s', (_what, changes, lines) => {
  const all = drawn(100, { ...baking, ...changes });
  for (const line of lines)
    expect(all).toContainEqual(typeof line === 'string' ? line : expect.stringMatching(line));
});

it('tells what stands in the way, and that nobody answers', () => {
  const lastFailure = 'ThrottlingException: Rate exceeded';
  const attempt = {
    activity: 'shiftTraffic',
    attempt: 3,
    lastFailure,
    isPatient: false,
    verdict: undefined,
    buckets: [],
  };
  const lines = drawn(80, baking, { trouble: 'no worker answers', attempts: [attempt] });
  expect(lines.slice(2, 4)).toEqual([`  shiftTraffic, attempt 3: ${lastFailure}`, '! no worker answers']);
});

it('lets nothing that others wrote do anything to the terminal', () => {
  const lines = drawn(80, { ...baking, warnings: ['\u001b[2Jgone\nnext line'] });
  expect(lines.join('')).not.toMatch(/\u001b|\n/);
});
