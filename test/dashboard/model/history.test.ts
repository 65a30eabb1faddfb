import { historyModel } from '../../../dashboard/model/history.ts';
import type { Outcome } from '../../../workflows/rollout/status.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';

/** A rollout of a minute that ended in a minute of noon. */
function past(kind: Outcome['kind'], minute: number) {
  const at = (each: number) => `2026-03-01T12:${`${each}`.padStart(2, '0')}:00.000Z`;
  const phase = kind;
  return foundRollout(rolloutView({ phase, outcome: { kind, reason: kind } }), at(minute - 1), at(minute));
}

/** The figures of rollouts, told from the first to the last. */
const figuresOf = (...found: ReturnType<typeof past>[]) =>
  historyModel('shop', 'cart', found.toReversed(), new Date('2026-03-02T00:00:00Z')).figures;

it('counts the changes that failed among those that ended', () => {
  expect(
    figuresOf(past('promoted', 1), past('rolledBack', 5), past('aborted', 9), past('promoted', 13)),
  ).toEqual({
    changeFailureRate: 0.5,
    restoreSeconds: 480,
    promotedSeconds: 60,
  });
});

it('takes failures in a row for one that is restored once', () => {
  const { restoreSeconds } = figuresOf(
    past('rolledBack', 1),
    past('promoted', 3),
    past('rolledBack', 10),
    past('rolledBack', 20),
    past('promoted', 30),
  );
  expect(restoreSeconds).toBe((120 + 1200) / 2);
});

it('knows no figures where nothing has ended', () => {
  expect(figuresOf()).toEqual({
    changeFailureRate: undefined,
    restoreSeconds: undefined,
    promotedSeconds: undefined,
  });
});
