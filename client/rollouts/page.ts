import { ServiceError, type Client, type WorkflowExecutionInfo } from '@temporalio/client';
import { executionInfoFromRaw } from '@temporalio/client/lib/helpers.js';
import { Trouble } from '../trouble.ts';
import { queryOf, type Filter } from './find.ts';

/** Some of the rollouts that Temporal lists, the newest first, and what the next page begins after, where there is one. */
export interface ListedPage {
  readonly infos: readonly WorkflowExecutionInfo[];
  readonly next: string | undefined;
}

/** gRPC's number for a question that Temporal does not understand. */
const INVALID_ARGUMENT = 3;

/**
 * One page of what Temporal alone lists, by one request.
 *
 * @param after what an earlier page has answered as its `next`
 * @throws Trouble `badInput` where Temporal does not take the question, such as for a search attribute that is not registered
 */
export async function listPage(
  client: Client,
  filter: Filter,
  pageSize: number,
  after?: string,
): Promise<ListedPage> {
  const { namespace, loadedDataConverter } = client.options;
  const query = queryOf(filter);
  const nextPageToken = after === undefined ? new Uint8Array() : Buffer.from(after, 'base64url');
  const answer = await client.workflowService
    .listWorkflowExecutions({ namespace, query, pageSize, nextPageToken })
    .catch(explain);
  const infos = await Promise.all(
    (answer.executions ?? []).map((raw) =>
      executionInfoFromRaw(raw as never, loadedDataConverter, raw as never, namespace),
    ),
  );
  const { nextPageToken: token } = answer;
  return { infos, next: token && token.length > 0 ? Buffer.from(token).toString('base64url') : undefined };
}

/** How many rollouts there are, as far as Temporal has counted them yet. @throws Trouble as `listPage` */
export const countRollouts = (client: Client, filter: Filter): Promise<number> =>
  client.workflow.count(queryOf(filter)).then(({ count }) => count, explain);

function explain(error: unknown): never {
  const { code } = (error instanceof ServiceError ? error.cause : error) as { readonly code?: unknown };
  if (code !== INVALID_ARGUMENT) throw error;
  throw new Trouble('badInput', `Temporal does not take this list: ${(error as Error).message}`);
}
