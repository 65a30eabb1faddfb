import { ServiceError, type WorkflowExecutionInfo } from '@temporalio/client';
import { unreachable, type Temporal } from '../../client/rollouts/connect.ts';
import { listedOf, listRollouts, type FoundRollout } from '../../client/rollouts/find.ts';
import { commandRollout, type Answer } from '../../client/rollouts/command.ts';
import { viewRollout, type RolloutView } from '../../client/rollouts/view.ts';
import { Trouble } from '../../client/trouble.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { NowFilter } from '../model/now.ts';
import { sharedAnswers } from './shared-answers.ts';

/** Which rollouts are listed; all of them unless narrowed. */
export type Listing = NowFilter & { readonly service?: string };

/** What pages need to know of rollouts. */
export interface Rollouts {
  /** The newest, the running ones first; one more than asked for where there are more. */
  list(listing: Listing, limit: number): Promise<FoundRollout[]>;
  /** The latest of a service, or a certain run. @throws Trouble `noRollout`, `noWorker`, `cannotGoOn` */
  view(owner: Owner, runId?: string): Promise<RolloutView>;
  /** Gives a command and waits for its effect. @throws Trouble `refused`, `noRollout`, `noWorker` */
  command(owner: Owner, name: CommandName, input: CommandInput): Promise<Answer>;
}

const SECOND = 1000;

/** A rollout that has ended changes no more. */
const ENDED_MILLIS = 600 * SECOND;

/** Asks Temporal and its workers, once a second for whatever many want to know. */
export function rolloutsOf({ client, address }: Temporal): Rollouts {
  const viewOnce = sharedAnswers<RolloutView>({
    // The latest of a service may be followed by another one.
    answerMillis: ({ running }) => (running ? SECOND : ENDED_MILLIS),
    failureMillis: 5 * SECOND,
  });
  const latestOnce = sharedAnswers<RolloutView>({ answerMillis: () => SECOND, failureMillis: 5 * SECOND });
  const listOnce = sharedAnswers<WorkflowExecutionInfo[]>({
    answerMillis: () => 2 * SECOND,
    failureMillis: 2 * SECOND,
  });
  const reached = <T>(asked: Promise<T>): Promise<T> =>
    asked.catch((error: unknown) => {
      if (!(error instanceof ServiceError)) throw error;
      throw new Trouble('unreachable', unreachable(address));
    });
  const viewRun = (workflowId: string, runId: string) =>
    viewOnce(`${workflowId}/${runId}`, () =>
      reached(viewRollout(client, client.workflow.getHandle(workflowId, runId))),
    );
  return {
    async list(listing, limit) {
      const infos = await listOnce(JSON.stringify([listing, limit]), () =>
        reached(Array.fromAsync(listRollouts(client, filterOf(listing), limit))),
      );
      return Promise.all(
        infos.map(async (info) => ({
          info,
          listed: listedOf(info),
          view: await viewRun(info.workflowId, info.runId).catch(untold),
        })),
      );
    },
    command: ({ environment, service }, name, input) =>
      reached(commandRollout(client, rolloutId(environment, service), name, input)),
    view({ environment, service }, runId) {
      const id = rolloutId(environment, service);
      if (runId !== undefined) return viewRun(id, runId);
      return latestOnce(id, () => reached(viewRollout(client, client.workflow.getHandle(id))));
    },
  };
}

const filterOf = ({ environment, service, phase }: Listing) => ({
  ...(environment !== undefined && { environment }),
  ...(service !== undefined && { service }),
  ...(phase !== undefined && { phase }),
});

/** A list shows what Temporal has of a rollout of which no worker tells. */
function untold(error: unknown): undefined {
  if (!(error instanceof Trouble)) throw error;
}
