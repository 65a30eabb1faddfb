import { startBaking } from '../../../workflows/rollout/baking.ts';
import type { Verdict } from '../../../workflows/rollout/judge/verdict.ts';
import { reasonToGoOn, type AskedOnward } from '../../../workflows/rollout/onward.ts';
import type { Surroundings } from '../../../workflows/rollout/surroundings.ts';

const split = (canary: number) => [
  { version: 'v1', weight: 100 - canary },
  { version: 'v2', weight: canary },
];
const STANDING = { firstDeployment: false, paused: false, verdictHeld: false, approved: false };
const ASKED: AskedOnward = {
  leeway: { onInconclusive: 'pause', limits: { extensionSeconds: 600, holdSeconds: 3600 } },
  baking: startBaking({ weight: 10, bakeSeconds: 60 }, 0, 0),
  standing: STANDING,
  wanted: split(10),
  next: split(20),
};
const WELL: Surroundings = { live: split(10), healthy: { v1: 2, v2: 1 } };
const verdict = (kind: Verdict['kind']) =>
  ({ kind, reason: `it is ${kind}`, lookAgainAt: 90, window: { from: 0, to: 60 } }) as unknown as Verdict;
const PASS = verdict('pass');

it.each<[string, AskedOnward, Verdict, Surroundings]>([
  ['the canary has passed', ASKED, PASS, WELL],
  ['an earlier attempt has gone on', ASKED, PASS, { ...WELL, live: split(20) }],
])('goes on where %s', (_, asked, judged, seen) => {
  expect(reasonToGoOn(asked, judged, seen, 60)).toBe('it is pass');
});

const gate = { by: [], seconds: 60, onTimeout: 'rollBack' as const };
it.each<[string, AskedOnward, Verdict, Surroundings]>([
  ['the canary has failed', ASKED, verdict('fail'), WELL],
  ['nothing is decided', ASKED, verdict('undecided'), WELL],
  ['a person has paused it', { ...ASKED, standing: { ...STANDING, paused: true } }, PASS, WELL],
  [
    'a gate is shut',
    { ...ASKED, baking: startBaking({ weight: 10, bakeSeconds: 60, gate }, 0, 0) },
    PASS,
    WELL,
  ],
  ['somebody has changed the weights', ASKED, PASS, { ...WELL, live: split(50) }],
  ['stable has no healthy task', ASKED, PASS, { ...WELL, healthy: { v1: 0, v2: 1 } }],
  ['the canary’s tasks cannot be seen', ASKED, PASS, { ...WELL, healthy: { v1: 2 } }],
])('does not go on where %s', (_, asked, judged, seen) => {
  expect(reasonToGoOn(asked, judged, seen, 60)).toBeUndefined();
});
