import { ApplicationFailure } from '@temporalio/common';
import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import { Trouble } from '../../client/trouble.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { Rollouts } from './rollouts.ts';
import { knownSoon } from './known-soon.ts';

/** ECS forgets stopped tasks by then. */
const REMEMBERED_MILLIS = 3_600_000;

/** The tasks of a rollout's versions, or why they cannot be seen; undefined as long as it is not known, and long after the rollout. */
export async function tasksOf(
  rollouts: Pick<Rollouts, 'tasks'>,
  plan: RolloutPlan,
  { runId, running, status: { stable, canary, events } }: RolloutView,
  now: Date,
): Promise<SeenTasks | { readonly trouble: string } | undefined> {
  const latest = Date.parse(events.at(-1)?.at ?? '');
  if (!running && now.getTime() - latest > REMEMBERED_MILLIS) return undefined;
  const versions = stable === undefined ? [canary] : [stable, canary];
  const seen = rollouts.tasks?.(plan, versions, runId).catch((error: unknown) => ({
    trouble: isInWords(error) ? error.message : `ECS does not tell: ${(error as Error).name}`,
  }));
  return knownSoon(seen);
}

/** What Serin itself says is meant for people. */
const isInWords = (error: unknown): error is Error =>
  error instanceof Trouble || error instanceof ApplicationFailure;
