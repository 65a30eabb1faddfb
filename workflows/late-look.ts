import { CancellationScope, ParentClosePolicy, sleep, startChild, workflowInfo } from '@temporalio/workflow';
import { announce } from './announce.ts';
import type { ChooseDriver, Driver } from './driver.ts';
import { LATE_LOOK_TYPE, lateLookId, rolloutOwner } from './messages.ts';
import { refusing } from './outcome.ts';
import { Progress } from './progress.ts';
import { settling } from './proxies.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { countLateWrite } from './counters.ts';

/** What a look knows of the rollout that has ended. */
export interface Ended {
  readonly plan: RolloutPlan;
  readonly driver: object;
  /** Who serves since, if somebody does. */
  readonly serving: string | undefined;
}

/** Has the traffic looked at again some minutes after the rollout, which does not wait for it. */
export async function lookLater(
  plan: RolloutPlan,
  driver: Driver,
  serving: string | undefined,
): Promise<void> {
  if (plan.lateLooks === undefined) return;
  const { workflowId, runId } = workflowInfo();
  const ended: Ended = { plan, driver: driver.memory(), serving };
  await CancellationScope.nonCancellable(() =>
    startChild(LATE_LOOK_TYPE, {
      workflowId: lateLookId(workflowId, runId),
      args: [ended],
      parentClosePolicy: ParentClosePolicy.ABANDON,
    }),
  );
}

/** Takes back what a write that AWS carried out late has made of the traffic. A rollout that began since looks after it itself. */
export async function lookAfterEnd(choose: ChooseDriver, ended: Ended): Promise<string> {
  const { parent } = workflowInfo();
  if (parent === undefined || rolloutOwner(parent.workflowId) === undefined)
    throw refusing('only a rollout has its traffic looked at again');
  const { plan, driver: memory, serving } = ended;
  const progress = new Progress();
  progress.begin({ ...plan, searchable: false });
  progress.status.stable = serving;
  const driver = choose(plan, progress, memory);
  let waited = 0;
  for (const seconds of plan.lateLooks ?? []) {
    await sleep((seconds - waited) * 1000);
    waited = seconds;
    if (!(await settling.isLatestRollout(parent.workflowId, parent.runId)))
      return 'another rollout has begun';
    const reason = await driver.lookAgain(serving);
    if (reason === undefined) continue;
    countLateWrite();
    progress.note(reason);
    await announce(plan, progress, 'drift', reason, String(seconds));
  }
  return progress.status.events.at(-1)?.what ?? 'nothing was written late';
}
