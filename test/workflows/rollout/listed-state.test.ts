import { changedSince, listedStateOf } from '../../../workflows/rollout/listed-state.ts';
import { rolloutStatus, verdictRecord } from '../../fakes/rollout-status.ts';

const baking = rolloutStatus();

it('lists the share that a step gives the canary, none on the way back, and all once it is promoted', () => {
  const weightOf = (changes: Parameters<typeof rolloutStatus>[0]) =>
    listedStateOf(rolloutStatus(changes)).weight;
  expect(weightOf({})).toBe(25);
  expect(weightOf({ phase: 'rollingBack' })).toBe(0);
  expect(weightOf({ phase: 'committing' })).toBe(100);
});

it('lists that a person is waited for: a pause, a hold, a gate', () => {
  const isListed = (changes: Parameters<typeof rolloutStatus>[0]) =>
    listedStateOf(rolloutStatus(changes)).waitsForPerson;
  expect(isListed({})).toBe(false);
  expect(isListed({ paused: true })).toBe(true);
  expect(isListed({ held: true })).toBe(true);
  expect(isListed({ verdicts: [verdictRecord('gate')] })).toBe(true);
  expect(isListed({ held: true, outcome: { kind: 'aborted', reason: 'bad graph' } })).toBe(false);
});

it('writes only what has changed', () => {
  const before = listedStateOf(baking);
  expect(changedSince(before, before)).toEqual({});
  expect(changedSince(before, { ...before, waitsForPerson: true })).toEqual({ waitsForPerson: true });
});

it('writes the weight of a step of some minutes; that of a shorter one goes along with other news', () => {
  const before = listedStateOf(baking);
  const next = { ...before, weight: 50 };
  expect(changedSince(before, next, 300)).toEqual({ weight: 50 });
  expect(changedSince(before, next, 60)).toEqual({});
  expect(changedSince(before, { ...next, waitsForPerson: true }, 60)).toEqual({
    weight: 50,
    waitsForPerson: true,
  });
});
