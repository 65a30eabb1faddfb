import { isMet, type Goal } from '../../../client/rollouts/goal.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';
import { rolloutStatus, split, verdictRecord } from '../../fakes/rollout-status.ts';

it.each<[Goal, string, Partial<RolloutStatus>, boolean]>([
  [{ kind: 'end' }, 'it runs', {}, false],
  [{ kind: 'weight', percent: 25 }, 'the canary has exactly that', {}, true],
  [{ kind: 'weight', percent: 20 }, 'the canary has more', {}, true],
  [{ kind: 'weight', percent: 50 }, 'more is wanted than is there', { wanted: split(50) }, false],
  [{ kind: 'phase', phase: 'baking' }, 'it is in the phase', {}, true],
  [{ kind: 'phase', phase: 'committing' }, 'it is in another', {}, false],
  [{ kind: 'person' }, 'it goes on by itself', {}, false],
  [{ kind: 'person' }, 'it is paused', { paused: true }, true],
  [{ kind: 'person' }, 'it is held', { held: true }, true],
  [{ kind: 'person' }, 'a gate is open', { verdicts: [verdictRecord('gate')] }, true],
  [{ kind: 'person' }, 'the gate is approved', { verdicts: [verdictRecord('gate')], approved: true }, false],
])('%j, where %s: %#', (goal, _where, changes, met) => {
  expect(isMet(goal, rolloutStatus(changes))).toBe(met);
});
