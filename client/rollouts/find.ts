import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { isTrouble } from '../trouble.ts';
import { viewRollout, type RolloutView } from './view.ts';

/** Which rollouts are meant; all of them unless narrowed. */
export interface Filter {
  readonly environment?: string;
  readonly service?: string;
  readonly running?: boolean;
  readonly phase?: string;
  readonly version?: string;
}

/** A rollout that Temporal knows, with its own account of itself where a worker gives it. */
export interface FoundRollout {
  readonly info: WorkflowExecutionInfo;
  readonly view: RolloutView | undefined;
}

/** The newest rollouts first. Without a worker none of them tells of itself, so only the first is asked then. */
export async function* findRollouts(
  client: Client,
  filter: Filter,
  limit: number,
): AsyncGenerator<FoundRollout> {
  let answered = true;
  let count = 0;
  for await (const info of client.workflow.list({ query: queryOf(filter) })) {
    if (count++ >= limit) return;
    const handle = client.workflow.getHandle(info.workflowId, info.runId);
    const view: RolloutView | undefined = answered
      ? await viewRollout(client, handle).catch(noAnswer)
      : undefined;
    answered = view !== undefined;
    yield { info, view };
  }
}

function noAnswer(error: unknown): undefined {
  if (isTrouble(error, 'noWorker', 'noRollout')) return undefined;
  throw error;
}

/** Temporal's list filter. Names are quoted, and cannot hold a quote: they are checked where they come from. */
export function queryOf({ environment, service, running, phase, version }: Filter): string {
  // A long rollout has several executions; the latest tells of all of them.
  const conditions = [`WorkflowType = '${ROLLOUT_TYPE}'`, "ExecutionStatus != 'ContinuedAsNew'"];
  if (environment !== undefined && service !== undefined)
    conditions.push(`WorkflowId = '${rolloutId(environment, service)}'`);
  else if (environment !== undefined)
    conditions.push(`WorkflowId STARTS_WITH '${rolloutId(environment, '')}'`);
  else if (service !== undefined) conditions.push(`${SEARCH_ATTRIBUTES.service} = '${service}'`);
  if (phase !== undefined) conditions.push(`${SEARCH_ATTRIBUTES.phase} = '${phase}'`);
  if (version !== undefined) conditions.push(`${SEARCH_ATTRIBUTES.version} = '${version}'`);
  if (running) conditions.push("ExecutionStatus = 'Running'");
  return conditions.join(' AND ');
}
