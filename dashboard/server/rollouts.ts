import type { Client } from '@temporalio/client';
import { findRollouts, type FoundRollout } from '../../client/rollouts/find.ts';
import { viewRollout, type RolloutView } from '../../client/rollouts/view.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { NowFilter } from '../model/now.ts';

/** Which rollouts are listed; all of them unless narrowed. */
export type Listing = NowFilter & { readonly service?: string };

/** What pages need to know of rollouts. */
export interface Rollouts {
  /** The newest, the running ones first; one more than asked for where there are more. */
  list(filter: Listing, limit: number): Promise<FoundRollout[]>;
  /** The latest of a service, or a certain run. @throws Trouble `noRollout`, `noWorker`, `cannotGoOn` */
  view(owner: Owner, runId?: string): Promise<RolloutView>;
}

/** Asks Temporal and its workers. */
export const rolloutsOf = (client: Client): Rollouts => ({
  list: ({ environment, service, phase }, limit) =>
    Array.fromAsync(
      findRollouts(
        client,
        {
          ...(environment !== undefined && { environment }),
          ...(service !== undefined && { service }),
          ...(phase !== undefined && { phase }),
        },
        limit,
      ),
    ),
  view: ({ environment, service }, runId) =>
    viewRollout(client, client.workflow.getHandle(rolloutId(environment, service), runId)),
});
