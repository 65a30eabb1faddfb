import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError, type WorkflowExecutionInfo } from '@temporalio/client';
import type { Act } from '../../activities/made-calls.ts';
import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import { unreachable, type Temporal } from '../../client/rollouts/connect.ts';
import { listedOf, type Filter, type FoundRollout } from '../../client/rollouts/find.ts';
import { countRollouts, listPage, type ListedPage } from '../../client/rollouts/page.ts';
import { commandRollout, type Answer } from '../../client/rollouts/command.ts';
import { taskLook, type TaskLook } from '../../client/rollouts/seen-tasks.ts';
import { undoRollout, type AskedUndo, type Undone } from '../../client/rollouts/undo.ts';
import { described, viewRollout, type RolloutView } from '../../client/rollouts/view.ts';
import { Trouble } from '../../client/trouble.ts';
import { ActReader } from '../../worker/history/acts.ts';
import { settledPlan } from '../../worker/history/settled-plan.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { GroupName, NowFilter } from '../model/now.ts';
import { sharedAnswers } from './shared-answers.ts';
import { SilentQueues } from './silent-queues.ts';

/** Which rollouts are listed; all of them unless narrowed. */
export interface Listing extends Pick<NowFilter, 'environment' | 'phase' | 'startedBy'> {
  readonly service?: string | undefined;
  readonly group?: GroupName | undefined;
}

/** Some of the rollouts that were asked for, the newest first, and what the next page begins after. */
export interface FoundPage {
  readonly found: readonly FoundRollout[];
  readonly next: string | undefined;
}

/** What pages need to know of rollouts. */
export interface Rollouts {
  /** A page of a list, each rollout with its own account where a worker gives it. @throws Trouble `badInput` */
  list(listing: Listing, limit: number, after?: string): Promise<FoundPage>;
  /** How many are listed in all. @throws Trouble `badInput` */
  count(listing: Listing): Promise<number>;
  /** The latest of a service, or a certain run. @throws Trouble `noRollout`, `noWorker`, `cannotGoOn` */
  view(owner: Owner, runId?: string): Promise<RolloutView>;
  /** What a run was settled to do; undefined where that is not known. */
  plan?(owner: Owner, runId: string): Promise<RolloutPlan | undefined>;
  /** What a run has changed in AWS, in order. */
  acts?(owner: Owner, view: RolloutView): Promise<readonly Act[]>;
  /** The tasks of versions of a run, by its plan. @throws Trouble `unreachable` */
  tasks?(plan: RolloutPlan, versions: readonly string[], runId: string): Promise<SeenTasks>;
  /** Gives a command and waits for its effect. @throws Trouble `refused`, `noRollout`, `noWorker` */
  command(owner: Owner, name: CommandName, input: CommandInput): Promise<Answer>;
  /** Goes back to the version before the latest promotion. @throws Trouble as `undoRollout` does */
  undo(owner: Owner, asked: AskedUndo): Promise<Undone>;
}

const SECOND = 1000;

/** A rollout that has ended changes no more. */
const ENDED_MILLIS = 600 * SECOND;

/** A row of a list may be older than a page of its own. */
const ROW_MILLIS = 5 * SECOND;

/** What stands below a page's fold may be older than the rest of it. */
const BELOW_MILLIS = 10 * SECOND;

/** A list does not wait longer for a row. */
const LATE_MILLIS = 1.5 * SECOND;

/**
 * Asks Temporal and its workers, once a second for whatever many want to know.
 *
 * @param look how tasks are looked at; with the server's own AWS credentials where left out
 */
export function rolloutsOf({ client, address }: Temporal, look: TaskLook = taskLook()): Rollouts {
  const viewOnce = sharedAnswers<RolloutView>({
    // The latest of a service may be followed by another one.
    answerMillis: ({ running }) => (running ? SECOND : ENDED_MILLIS),
    failureMillis: 5 * SECOND,
  });
  const latestOnce = sharedAnswers<RolloutView>({ answerMillis: () => SECOND, failureMillis: 5 * SECOND });
  const rowOnce = sharedAnswers<RolloutView>({
    answerMillis: ({ running }) => (running ? ROW_MILLIS : ENDED_MILLIS),
    failureMillis: 2 * ROW_MILLIS,
  });
  const listed = { answerMillis: () => 2 * SECOND, failureMillis: 2 * SECOND };
  const listOnce = sharedAnswers<ListedPage>(listed);
  const countOnce = sharedAnswers<number>({ ...listed, answerMillis: () => ROW_MILLIS });
  const planOnce = sharedAnswers<RolloutPlan | undefined>({
    answerMillis: (plan) => (plan ? ENDED_MILLIS : SECOND),
    failureMillis: 5 * SECOND,
  });
  const acts = new ActReader(client);
  const actsOnce = sharedAnswers<readonly Act[]>({
    answerMillis: () => SECOND,
    failureMillis: BELOW_MILLIS,
    meanwhileMillis: BELOW_MILLIS,
  });
  const tasksOnce = sharedAnswers<SeenTasks>({
    answerMillis: () => BELOW_MILLIS,
    failureMillis: 6 * BELOW_MILLIS,
    meanwhileMillis: BELOW_MILLIS,
  });
  const silent = new SilentQueues();
  const reached = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch((error: unknown) => {
      if (!(error instanceof ServiceError)) throw error;
      throw new Trouble('unreachable', unreachable(address));
    });
  const viewRun = (workflowId: string, runId: string) =>
    reached(viewRollout(client, client.workflow.getHandle(workflowId, runId)));
  const rowOf = async (info: WorkflowExecutionInfo): Promise<FoundRollout> => {
    const { workflowId, runId, taskQueue } = info;
    const ask = () => rowOnce(`${workflowId}/${runId}`, () => viewRun(workflowId, runId));
    // Who answers late is asked no second time: the next look at the list has it.
    const view = await Promise.race([
      silent.unless(taskQueue, ask),
      delay(LATE_MILLIS, undefined, { ref: false }),
    ]);
    return { info, listed: listedOf(info), view };
  };
  return {
    async list(listing, limit, after) {
      const { infos, next } = await listOnce(JSON.stringify([listing, limit, after]), () =>
        reached(listPage(client, filterOf(listing), limit, after)),
      );
      return { found: await Promise.all(infos.map(rowOf)), next };
    },
    count: (listing) =>
      countOnce(JSON.stringify(listing), () => reached(countRollouts(client, filterOf(listing)))),
    plan: ({ environment, service }, runId) =>
      planOnce(runId, () => reached(settledPlan(client, rolloutId(environment, service), runId))),
    acts: ({ environment, service }, { runId, historyLength }) =>
      actsOnce(runId, () => reached(acts.actsOf(rolloutId(environment, service), runId, historyLength))),
    tasks: (plan, versions, runId) => tasksOnce(runId, () => look(plan, versions)),
    async command({ environment, service }, name, input) {
      const id = rolloutId(environment, service);
      const answer = await reached(commandRollout(client, id, name, input));
      latestOnce.forget(id);
      return answer;
    },
    async undo(owner, asked) {
      const id = rolloutId(owner.environment, owner.service);
      const { taskQueue } = await reached(described(client.workflow.getHandle(id)));
      const undone = await reached(undoRollout(client, id, owner, { ...asked, taskQueue }));
      latestOnce.forget(id);
      return undone;
    },
    view({ environment, service }, runId) {
      const id = rolloutId(environment, service);
      if (runId !== undefined) return viewOnce(`${id}/${runId}`, () => viewRun(id, runId));
      return latestOnce(id, () => reached(viewRollout(client, client.workflow.getHandle(id))));
    },
  };
}

const filterOf = ({ environment, service, phase, startedBy, group }: Listing): Filter => ({
  ...(environment !== undefined && { environment }),
  ...(service !== undefined && { service }),
  ...(phase !== undefined && { phase }),
  ...(startedBy !== undefined && { startedBy }),
  ...(group !== undefined && GROUP_FILTERS[group]),
});

const GROUP_FILTERS: Readonly<Record<GroupName, Filter>> = {
  waiting: { running: true, waitsForPerson: true },
  running: { running: true },
  ended: { ended: true },
};
