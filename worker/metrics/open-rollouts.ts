import type { Client } from '@temporalio/client';
import { ROLLOUT_TYPE, rolloutOwner, statusQuery } from '../../workflows/messages.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/** A rollout that runs, and where it says it is; it says nothing where no worker answers for it. */
export interface OpenRollout extends Owner {
  readonly id: string;
  readonly status: RolloutStatus | undefined;
}

/** What is asked of Temporal at once, so that a scrape of a busy worker does not take its place. */
const MOST_ASKED = 200;
const AT_ONCE = 20;

/** A scrape has ten seconds by default. */
const PATIENCE_MILLIS = 6000;

/**
 * The rollouts of a task queue that run now, by Temporal's list, so that none is told of when it is over, whichever worker has it.
 *
 * @throws what Temporal's client does, when Temporal is out of reach
 */
export async function openRollouts(client: Client, taskQueue: string): Promise<readonly OpenRollout[]> {
  const deadline = Date.now() + PATIENCE_MILLIS;
  const query = `WorkflowType = '${ROLLOUT_TYPE}' AND ExecutionStatus = 'Running' AND TaskQueue = '${taskQueue.replaceAll("'", "\\'")}'`;
  return client.connection.withDeadline(deadline, async () => {
    const open: Omit<OpenRollout, 'status'>[] = [];
    for await (const { workflowId: id } of client.workflow.list({ query })) {
      const owner = rolloutOwner(id);
      if (owner) open.push({ id, ...owner });
      if (open.length === MOST_ASKED) break;
    }
    const told: OpenRollout[] = [];
    for (let i = 0; i < open.length; i += AT_ONCE)
      told.push(
        ...(await Promise.all(
          open.slice(i, i + AT_ONCE).map(async (rollout) => ({
            ...rollout,
            status: await client.workflow
              .getHandle(rollout.id)
              .query(statusQuery)
              .catch(() => undefined),
          })),
        )),
      );
    return told;
  });
}
