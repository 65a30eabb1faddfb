import type { RolloutStatus, VerdictRecord } from '../../workflows/rollout/status.ts';

export const FIRST_RUN_ID = '01a22c3f-5071-7677-ab65-2c6ead0167f5';

/** A rollout of shop/cart from v1 to v2 that bakes the second of its three steps. */
export const rolloutStatus = (changes: Partial<RolloutStatus> = {}): RolloutStatus => ({
  firstRunId: FIRST_RUN_ID,
  environment: 'shop',
  service: 'cart',
  canary: 'v2',
  stable: 'v1',
  phase: 'baking',
  paused: false,
  held: false,
  verdictHeld: false,
  cannot: {},
  steps: [
    { weight: 5, bakeSeconds: 300 },
    { weight: 25, bakeSeconds: 600 },
    { weight: 100, bakeSeconds: 900 },
  ],
  approved: false,
  step: { number: 2, of: 3, weight: 25, bakeSeconds: 600 },
  wanted: split(25),
  readBack: split(25),
  healthyTasks: [],
  waitsFor: { what: '25 % to have baked for 600 s', until: '2026-03-01T12:10:00.000Z' },
  metrics: undefined,
  waits: [],
  buckets: [],
  verdicts: [],
  commands: [],
  weights: [],
  events: [],
  warnings: [],
  outcome: undefined,
  ...changes,
});

/** The traffic of v1 and v2, by the weight of v2. */
export const split = (weight: number) => [
  { version: 'v1', weight: 100 - weight },
  { version: 'v2', weight },
];

/** A verdict on 25 %, and what it led to. */
export const verdictRecord = (ledTo: VerdictRecord['ledTo'], changes: object = {}): VerdictRecord => ({
  kind: 'pass',
  reason: 'evidence: little against the canary',
  judge: 'evidence',
  window: { from: 0, to: 60 },
  numbers: {},
  at: '2026-03-01T12:00:00.000Z',
  weight: 25,
  ledTo,
  ...changes,
});
