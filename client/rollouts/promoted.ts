import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { decodeArrayFromPayloads } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { RolloutResult } from '../../workflows/messages.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { Trouble } from '../trouble.ts';
import { listRollouts } from './find.ts';

/** A rollout that was promoted, with what it was started from. */
export interface Promoted {
  readonly result: RolloutResult;
  /** The content of its deployment file. */
  readonly content: unknown;
}

/** So many of a service's latest rollouts are looked through. */
const MOST_LOOKED_AT = 200;

/** The latest promoted rollout of a service of which something is so, as far back as Temporal remembers. */
export async function latestPromoted(
  client: Client,
  owner: Owner,
  isMeant: (result: RolloutResult) => boolean = () => true,
): Promise<Promoted | undefined> {
  for await (const info of listRollouts(client, owner, MOST_LOOKED_AT)) {
    const handle = client.workflow.getHandle(info.workflowId, info.runId);
    // What has just ended is listed as running for some seconds.
    const { status } = info.status.name === 'RUNNING' ? await handle.describe() : info;
    if (status.name !== 'COMPLETED') continue;
    const result = (await handle.result()) as RolloutResult;
    if (isMeant(result)) return { result, content: await contentOf(client, info) };
  }
  return undefined;
}

/** What a rollout was started with; of a long one its first execution has it. */
async function contentOf(client: Client, { workflowId, runId }: WorkflowExecutionInfo): Promise<unknown> {
  const begun = async (run: string) => {
    const { history } = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId: run },
      maximumPageSize: 1,
    });
    return history?.events?.[0]?.workflowExecutionStartedEventAttributes;
  };
  const own = await begun(runId);
  const first = own?.firstExecutionRunId ?? runId;
  const started = first === runId ? own : await begun(first);
  if (!started) throw new Trouble('noRollout', `Temporal no longer has what ${workflowId} was started with`);
  const [content] = await decodeArrayFromPayloads(
    client.options.loadedDataConverter,
    started.input?.payloads,
  );
  return content;
}
