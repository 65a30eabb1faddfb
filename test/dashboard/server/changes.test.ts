import { Changes } from '../../../dashboard/server/live/changes.ts';

const fieldsOf = (change: ReturnType<Changes['since']>) => change?.fields;

it('tells only the fields that have changed since a version, and when that was seen', () => {
  const changes = new Changes();
  changes.take({ at: 1, weight: 5, phase: 'baking' });
  const first = changes.since(undefined)!;
  expect(first.fields).toEqual({ at: 1, weight: 5, phase: 'baking' });
  changes.take({ at: 2, weight: 25, phase: 'baking' });
  expect(fieldsOf(changes.since(first.id))).toEqual({ at: 2, weight: 25 });
});

it('tells nothing where only the clock has moved on', () => {
  const changes = new Changes();
  expect(changes.take({ at: 1, weight: 5 })).toBe(true);
  expect(changes.take({ at: 2, weight: 5 })).toBe(false);
  expect(changes.since(changes.id)).toBeUndefined();
});

it('tells of a field that is no more', () => {
  const changes = new Changes();
  changes.take({ at: 1, until: 'noon' });
  const { id } = changes;
  changes.take({ at: 2, until: undefined });
  expect(fieldsOf(changes.since(id))).toEqual({ at: 2, until: null });
});

it('tells everything to whoever knows a version of another server', () => {
  const [before, after] = [new Changes(), new Changes()];
  for (const changes of [before, after]) changes.take({ at: 1, weight: 5 });
  expect(fieldsOf(after.since(before.id))).toEqual({ at: 1, weight: 5 });
});
