import type { JudgedBucket } from '../../workflows/rollout/judge/judged-bucket.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import { watchedVerdict } from '../render/evidence-text.ts';
import type { Ending } from '../rollouts/ending.ts';
import type { RolloutView } from '../rollouts/view.ts';
import type { StreamLine } from './line-form.ts';

/** All that a look at a rollout tells, in the order of time, what is of now last. Most of it was told by the look before. */
export function linesOf(view: RolloutView, now: string): StreamLine[] {
  const { status } = view;
  const past: StreamLine[] = [
    ...status.events.map(({ number, at, what, times, latest }): StreamLine => ({
      type: 'event',
      at: latest ?? at,
      number,
      what,
      ...(times !== undefined && { times }),
    })),
    ...status.waits.map(({ at, what, until }): StreamLine => ({
      type: 'wait',
      at,
      what,
      until: until ?? null,
    })),
    ...status.weights.map(({ at, split, wanted }): StreamLine => ({
      type: 'weights',
      at,
      wanted: [...(wanted ?? split)],
      got: [...split],
    })),
    ...status.buckets.map(bucketLine),
    ...status.verdicts.map(({ at, weight, ledTo, ...verdict }): StreamLine => ({
      type: 'verdict',
      at,
      ...checkOf(verdict),
      weight,
      ledTo,
    })),
    ...status.commands.map(({ at, command, by, reason, refused, verified }): StreamLine => ({
      type: 'command',
      at,
      command,
      by,
      reason,
      ...(refused !== undefined && { refused }),
      ...(verified && { verified: { from: verified.from, groups: [...verified.groups] } }),
    })),
  ];
  return [rolloutLine(view, now), ...past.sort((a, b) => a.at.localeCompare(b.at)), ...present(view, now)];
}

/** The last line. */
export const outcomeLine = ({ kind, sentence, warnings }: Ending, at: string): StreamLine => ({
  type: 'outcome',
  at,
  kind,
  reason: sentence,
  warnings: [...warnings],
});

function present(view: RolloutView, at: string): StreamLine[] {
  const { phase, step, paused, held, healthyTasks } = view.status;
  const verdict = watchedVerdict(view);
  const failing = view.attempts.filter(({ lastFailure, isPatient }) => lastFailure && !isPatient);
  return [
    {
      type: 'state',
      at,
      phase,
      step: step ? { number: step.number, of: step.of, weight: step.weight } : null,
      paused,
      held,
      healthyTasks: [...healthyTasks],
    },
    ...(verdict ? [{ type: 'evidence', at, ...checkOf(verdict) } as const] : []),
    ...failing.map(({ activity, attempt, lastFailure }): StreamLine => ({
      type: 'trouble',
      at,
      what: `${activity}, attempt ${attempt}: ${lastFailure}`,
    })),
  ];
}

const rolloutLine = ({ id, runId, status }: RolloutView, at: string): StreamLine => ({
  type: 'rollout',
  at,
  id,
  runId,
  environment: status.environment,
  service: status.service,
  stable: status.stable ?? null,
  canary: status.canary,
  steps: status.steps.map(({ weight, bakeSeconds }) => ({ weight, bakeSeconds })),
});

const bucketLine = ({ from, to, ...bucket }: JudgedBucket): StreamLine => ({
  type: 'bucket',
  at: isoTime(to),
  from: isoTime(from),
  to: isoTime(to),
  ...bucket,
});

const isoTime = (epochSeconds: number): string => new Date(epochSeconds * 1000).toISOString();

const checkOf = ({ kind, judge, rule, reason, numbers }: Verdict) => ({
  kind,
  judge,
  ...(rule !== undefined && { rule }),
  reason,
  numbers: Object.fromEntries(Object.entries(numbers).filter(([, value]) => Number.isFinite(value))),
});
