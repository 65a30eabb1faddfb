import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import type { Act } from '../../activities/made-calls.ts';
import type { Attempt, RolloutView } from '../../client/rollouts/view.ts';
import type { Listed } from '../../client/rollouts/find.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { RUN_ID } from '../fakes/rollout-view.ts';
import type { Whole } from './whole.ts';

const AT = '2026-03-01T12:00:00.000Z';
const SPLIT = [{ version: 'v2', weight: 25 }];
const BUCKET = {
  from: 1_772_366_400,
  to: 1_772_366_460,
  weight: 25,
  stable: { requests: 9, failed: 0, p50Ms: 1, p95Ms: 2, p99Ms: 3 },
  canary: { requests: 9, failed: 1, p50Ms: 1, p95Ms: 2, p99Ms: 3 },
};

const VERDICT: Whole<Verdict> = {
  kind: 'undecided',
  lookAgainAt: 1_772_366_520,
  reason: 'reason',
  judge: 'judge',
  rule: 'rule',
  source: 'source',
  queries: ['query'],
  window: { from: 1_772_366_400, to: 1_772_366_460 },
  numbers: { M: 12, threshold: 100 },
  silent: true,
};

const STATUS: Whole<RolloutStatus> = {
  firstRunId: RUN_ID,
  environment: 'shop',
  service: 'cart',
  canary: 'v2',
  stable: 'v1',
  stableRuns: 'v1',
  phase: 'baking',
  paused: true,
  pausedFor: 'a pause',
  held: true,
  verdictHeld: true,
  revocable: true,
  keptUntil: AT,
  cannot: {
    pause: 'cannot pause',
    resume: 'cannot resume',
    promote: 'cannot promote',
    abort: 'cannot abort',
    setWeight: 'cannot set a weight',
    approve: 'cannot approve',
  },
  commanders: ['olivia'],
  signingKeys: ['key'],
  steps: [
    {
      weight: 25,
      bakeSeconds: 60,
      gate: { by: ['oncall'], seconds: 60, onTimeout: 'advance', verified: true },
    },
  ],
  approved: false,
  step: { number: 1, of: 1, weight: 25, bakeSeconds: 60 },
  wanted: SPLIT,
  readBack: SPLIT,
  healthyTasks: [{ version: 'v2', healthy: 1 }],
  waitsFor: { what: 'a person', until: AT },
  metrics: {
    kind: 'prometheus',
    address: 'http://prometheus',
    periodSeconds: 60,
    scrapeSeconds: 15,
    strata: 'route',
    own: { requests: 'requests', errors: 'errors' },
    callers: { requests: 'requests', errors: 'errors' },
    latency: { query: 'latency', unit: 'ms', boundsMs: [1] },
  },
  waits: [{ at: AT, what: 'a wait', until: AT }],
  buckets: [BUCKET],
  verdicts: [{ ...VERDICT, at: AT, weight: 25, ledTo: 'hold' }],
  commands: [
    {
      at: AT,
      command: 'pause',
      by: 'olivia',
      reason: 'graph',
      refused: 'no',
      verified: { from: '192.0.2.7', groups: ['oncall'] },
    },
  ],
  weights: [{ at: AT, split: SPLIT, wanted: SPLIT }],
  events: [{ number: 1, at: AT, what: 'an event', times: 2, latest: AT }],
  warnings: ['a warning'],
  outcome: { kind: 'rolledBack', reason: 'an outcome' },
};

const ATTEMPT: Whole<Attempt> = {
  activity: 'writeTraffic',
  attempt: 3,
  lastFailure: 'a failure of AWS',
  isPatient: false,
  verdict: VERDICT,
  buckets: [BUCKET],
};

/** All that a rollout can tell of itself, with nothing left out: each text is of a person, a pipeline, AWS or a metric's source. */
export const WHOLE_VIEW: Whole<RolloutView> = {
  id: 'canary/shop/cart',
  runId: RUN_ID,
  running: true,
  status: STATUS,
  attempts: [ATTEMPT],
  historyLength: 40,
  commit: 'https://git.example.com/shop/cart/commit/2f9e1c',
};

/** All that Temporal lists of one. */
export const WHOLE_LISTED: Whole<Listed> = {
  environment: 'shop',
  service: 'cart',
  version: 'v2',
  phase: 'baking',
  weight: 25,
  waitsForPerson: true,
  startedBy: 'olivia',
};

/** All that ECS tells of tasks. */
export const WHOLE_TASKS: Whole<SeenTasks> = {
  services: [{ arn: 'arn:service', desired: 2, running: 1, groups: ['arn:group'] }],
  tasks: [
    {
      arn: 'arn:task',
      version: 'v2',
      status: 'STOPPED',
      health: 'UNHEALTHY',
      at: AT,
      stopped: 'out of memory',
    },
  ],
};

/** All that is told of calls of AWS. */
export const WHOLE_ACTS: Whole<readonly Act[]> = [
  {
    activity: 'writeTraffic',
    at: AT,
    attempts: 2,
    calls: [
      { at: AT, service: 'ecs', action: 'UpdateService', told: { service: 'cart' }, error: 'Throttled' },
    ],
    failure: 'a failure of AWS',
  },
];
