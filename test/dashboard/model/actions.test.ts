import { ACTIONS, type ActionName } from '../../../dashboard/model/action-name.ts';
import { actionsOf } from '../../../dashboard/model/actions.ts';
import type { Viewer } from '../../../dashboard/model/viewer.ts';
import { rolloutModel } from '../../../dashboard/model/rollout.ts';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';
import { rolloutStatus } from '../../fakes/rollout-status.ts';
import { rolloutView } from '../../fakes/rollout-view.ts';

const ANYBODY: Viewer = { by: 'olivia', groups: [] };
const withRole = (role: 'viewer' | 'operator' | 'approver'): Viewer => ({
  ...ANYBODY,
  groups: ['people'],
  grants: [{ role, group: 'people', environments: ['*'], services: ['*'] }],
});
const PROMOTED = { phase: 'promoted', outcome: { kind: 'promoted', reason: 'all' } } as const;

/** What is offered, and by which words it would be refused. */
const offered = (changes: Partial<RolloutStatus>, viewer = ANYBODY) =>
  Object.fromEntries(
    actionsOf(rolloutStatus(changes), viewer).map(({ action, refusal }) => [action, refusal ?? 'possible']),
  );
const possibleIn = (changes: Partial<RolloutStatus>, viewer = ANYBODY) =>
  Object.entries(offered(changes, viewer))
    .filter(([, refusal]) => refusal === 'possible')
    .map(([action]) => action);

const GATED = {
  steps: [
    { weight: 25, bakeSeconds: 1, gate: { by: ['olivia'], seconds: 60, onTimeout: 'rollBack' as const } },
  ],
  step: { number: 1, of: 1, weight: 25, bakeSeconds: 1 },
};

it.each<[string, Partial<RolloutStatus>, ActionName[]]>([
  ['bakes', {}, ['pause', 'promoteStep', 'promoteAll', 'setWeight', 'abort']],
  ['is paused', { paused: true }, ['resume', 'promoteStep', 'promoteAll', 'setWeight', 'abort']],
  ['waits at a gate', GATED, ['approve', 'pause', 'promoteStep', 'promoteAll', 'setWeight', 'abort']],
  [
    'keeps the old version',
    { keptUntil: '2026-03-01T13:00:00.000Z' },
    ['pause', 'promoteStep', 'promoteAll', 'setWeight', 'undo'],
  ],
  ['has been promoted', PROMOTED, ['undo']],
  ['was rolled back', { phase: 'rolledBack', outcome: { kind: 'rolledBack', reason: 'bad' } }, []],
  ['commits', { phase: 'committing' }, []],
])('a rollout that %s can be asked for what is possible', (_which, changes, actions) => {
  expect(possibleIn(changes)).toEqual(actions);
});

it('every action is possible in some state', () => {
  const states = [{}, { paused: true }, GATED, PROMOTED];
  expect(new Set(states.flatMap((state) => possibleIn(state)))).toEqual(new Set(ACTIONS));
});

it("what is not possible has the refusal's own words", () => {
  expect(offered({})['approve']).toBe('step 2 asks for no approval');
  expect(offered({ stable: undefined })['setWeight']).toBe(
    'there is no stable version to share the traffic with',
  );
  expect(offered({ phase: 'starting', step: undefined })['promoteAll']).toBe('its plan is not checked yet');
  expect(offered({ cannot: { setWeight: 'ECS makes the steps' } })['setWeight']).toBe('ECS makes the steps');
});

it('an undo takes an approver, and no more than an abort where the old version is kept', () => {
  const refused = (role: string) => `olivia is an ${role} (people) here, and this takes an approver`;
  expect(offered(PROMOTED, withRole('operator'))).toEqual({ undo: refused('operator') });
  expect(offered(PROMOTED, withRole('approver'))).toEqual({ undo: 'possible' });
  const kept = { keptUntil: '2026-03-01T13:00:00.000Z' };
  expect(offered(kept, withRole('operator'))['undo']).toBe('possible');
  expect(offered(kept, withRole('viewer'))['undo']).toBe(
    'olivia is a viewer (people) here, and this takes an operator',
  );
});

it('nothing can be asked of a rollout that another one may have followed, or that was ended from outside', () => {
  const around = { now: new Date(), viewer: ANYBODY, watched: [], links: [] };
  const actionsIn = (view: ReturnType<typeof rolloutView>, isLatest: boolean) =>
    rolloutModel(view, { ...around, isLatest }).actions.map(({ action }) => action);
  expect(actionsIn(rolloutView(PROMOTED), true)).toEqual(['undo']);
  expect(actionsIn(rolloutView(PROMOTED), false)).toEqual([]);
  expect(actionsIn(rolloutView({}, { running: false }), true)).toEqual([]);
});
