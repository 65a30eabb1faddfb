import { metricMeter, workflowInfo } from '@temporalio/workflow';
import { ownerOf } from './messages.ts';
import type { CommandRecord, Outcome, Phase, VerdictRecord } from './rollout/status.ts';

// For whoever scrapes the worker; a replay counts nothing twice. Beside the service, labels are closed sets: no series is of one rollout.

const count = (name: string, description: string, value: number, tags: Readonly<Record<string, string>>) =>
  metricMeter.createCounter(name, undefined, description).add(value, { ...owner(), ...tags });

/** Whose rollout this workflow is, or looks after. */
function owner(): Readonly<Record<'environment' | 'service', string>> {
  const { environment = '', service = '' } = ownerOf(workflowInfo().workflowId) ?? {};
  return { environment, service };
}

const record = (name: string, description: string, seconds: number, tags: Readonly<Record<string, string>>) =>
  metricMeter.createHistogram(name, 'float', undefined, description).record(seconds, tags);

/**
 * Counts how rollouts end and how long they took, `serin_rollouts_total{outcome}` and `serin_rollout_duration_seconds{outcome}`, and what
 * they leave: `serin_warnings_total{outcome}`. Every counter has `environment` and `service`, too.
 */
export function countRollout({ kind }: Outcome, warnings: number): void {
  const seconds = (Date.now() - workflowInfo().startTime.getTime()) / 1000;
  count('serin_rollouts_total', 'Rollouts that have ended', 1, { outcome: kind });
  record('serin_rollout_duration_seconds', 'How long rollouts take', seconds, { outcome: kind });
  if (warnings > 0)
    count('serin_warnings_total', 'What rollouts have left to be cleaned up', warnings, { outcome: kind });
}

/** Counts rollouts that begin to go back: `serin_rollbacks_total{outcome}`, by what they will end as. */
export const countRollback = ({ kind }: Outcome): void =>
  count('serin_rollbacks_total', 'Rollouts that have begun to go back', 1, { outcome: kind });

/** How long it took from the decision to go back until the canary had no traffic any more: `serin_rollback_traffic_seconds`. */
export const recordTrafficBack = (seconds: number): void =>
  record('serin_rollback_traffic_seconds', 'How long traffic takes to go back', seconds, {});

/** Counts how often people are told that a phase takes longer than its time: `serin_stuck_total{phase}`. */
export const countStuck = (phase: Phase): void =>
  count('serin_stuck_total', 'Phases longer than their time', 1, { phase });

/** Counts writes that AWS carried out after a rollout's end, and that were undone: `serin_late_writes_total`. */
export const countLateWrite = (): void =>
  count('serin_late_writes_total', 'Late writes that were undone', 1, {});

/** Counts verdicts and what they led to: `serin_verdicts_total{judge, kind, rule, led_to}`. */
export const countVerdict = ({ judge, kind, rule = 'none', ledTo }: VerdictRecord): void =>
  count('serin_verdicts_total', 'Checks that have been answered', 1, { judge, kind, rule, led_to: ledTo });

/** Counts what people ask for: `serin_commands_total{command, result}`, with `taken` or `refused`. An undo of whichever version is one. */
export const countCommand = ({ command, refused }: CommandRecord): void =>
  count('serin_commands_total', 'Commands of people', 1, {
    command: command.replace(/ .*/s, ''),
    result: refused === undefined ? 'taken' : 'refused',
  });
