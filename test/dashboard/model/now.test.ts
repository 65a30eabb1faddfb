import type { FoundRollout } from '../../../client/rollouts/find.ts';
import { nowModel, type FoundGroup } from '../../../dashboard/model/now.ts';
import { verdictRecord } from '../../fakes/rollout-status.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';

const NOW = new Date('2026-03-01T12:05:00.000Z');
/** The list of what runs and what has ended, as Temporal lists them. */
function modelOf(...found: FoundRollout[]) {
  const listed = (name: FoundGroup['name'], isRunning: boolean): FoundGroup => ({
    name,
    found: found.filter(({ info }) => (info.status.name === 'RUNNING') === isRunning),
    next: undefined,
    total: undefined,
  });
  const waiting: FoundGroup = { name: 'waiting', found: [], next: undefined, total: undefined };
  return nowModel([waiting, listed('running', true), listed('ended', false)], {}, 'olivia', NOW);
}
const rowsOf = (...found: FoundRollout[]) => modelOf(...found).groups.flatMap(({ rows }) => rows);
const namesOf = (...found: FoundRollout[]) => rowsOf(...found).map(({ service }) => service);

const running = (service: string, started = '2026-03-01T12:00:00.000Z') =>
  foundRollout(rolloutView({ service }), started);
const held = (service: string) =>
  foundRollout(rolloutView({ service, held: true }), '2026-03-01T11:00:00.000Z');
const ended = (service: string, started = '2026-03-01T12:01:00.000Z') =>
  foundRollout(
    rolloutView({ service, phase: 'promoted', outcome: { kind: 'promoted', reason: 'v2 serves' } }),
    started,
    '2026-03-01T12:04:00.000Z',
  );

it('shows what waits for people first, then what runs, then what has ended', () => {
  expect(namesOf(ended('a'), running('b'), held('c'))).toEqual(['c', 'b', 'a']);
});

it('shows the newest of each kind first', () => {
  expect(namesOf(running('old', '2026-03-01T10:00:00.000Z'), running('new'))).toEqual(['new', 'old']);
});

it('shows a service once, by its latest rollout', () => {
  const rows = rowsOf(ended('cart', '2026-03-01T09:00:00.000Z'), running('cart'));
  expect(rows.map(({ state }) => state)).toEqual(['baking, step 2 of 3 at 25 %']);
});

it('says who can open a gate', () => {
  const gate = { by: ['alice', 'sre'], seconds: 60, onTimeout: 'rollBack' } as const;
  const steps = [
    { weight: 5, bakeSeconds: 300 },
    { weight: 25, bakeSeconds: 600, gate },
  ];
  const view = rolloutView({ steps, verdicts: [verdictRecord('gate')] });
  const rows = rowsOf(foundRollout(view, '2026-03-01T12:00:00.000Z'));
  expect(rows[0]?.acting).toEqual({ kind: 'person', who: 'alice or sre', what: 'approve or abort' });
});

it('shows what Temporal lists where no worker answers', () => {
  const found = { ...running('cart'), view: undefined };
  expect(rowsOf(found)[0]).toMatchObject({
    answered: false,
    canary: 'v2',
    state: 'baking at 25 % (no worker answers on serin)',
    steps: [],
  });
});
