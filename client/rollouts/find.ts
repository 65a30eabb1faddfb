import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { ROLLOUT_TYPE, rolloutId, rolloutOwner } from '../../workflows/messages.ts';
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
  /** Only those that have ended. */
  readonly ended?: boolean;
  /** Only those that wait for a person. */
  readonly waitsForPerson?: boolean;
  /** Who started it. */
  readonly startedBy?: string;
}

/** A rollout that Temporal knows: what is listed of it, and its own account of itself where a worker gives it. */
export interface FoundRollout {
  readonly info: WorkflowExecutionInfo;
  readonly listed: Listed;
  readonly view: RolloutView | undefined;
}

/** What Temporal knows of a rollout without its worker, as far as its search attributes were registered. */
export interface Listed {
  readonly environment: string;
  readonly service: string;
  readonly version: string | undefined;
  readonly phase: string | undefined;
  /** The share of the traffic that the canary is to have, in percent. */
  readonly weight: number | undefined;
  readonly waitsForPerson: boolean;
  readonly startedBy: string | undefined;
}

/** How many rollouts are asked at a time. */
const AT_A_TIME = 20;

/** The newest rollouts first, each asked for its own account; of a task queue where nobody answers, the others are not. */
export async function* findRollouts(
  client: Client,
  filter: Filter,
  limit: number,
): AsyncGenerator<FoundRollout> {
  const silent = new Set<string>();
  let batch: WorkflowExecutionInfo[] = [];
  for await (const info of listRollouts(client, filter, limit)) {
    batch.push(info);
    if (batch.length < AT_A_TIME) continue;
    yield* await asked(client, batch, silent);
    batch = [];
  }
  yield* await asked(client, batch, silent);
}

/** What Temporal alone lists of rollouts, the newest first. */
export async function* listRollouts(
  client: Client,
  filter: Filter,
  limit: number,
): AsyncGenerator<WorkflowExecutionInfo> {
  let count = 0;
  for await (const info of client.workflow.list({ query: queryOf(filter) })) {
    yield info;
    if (++count >= limit) return;
  }
}

const asked = (
  client: Client,
  batch: readonly WorkflowExecutionInfo[],
  silent: Set<string>,
): Promise<FoundRollout[]> =>
  Promise.all(
    batch.map(async (info) => {
      const ask = async () => {
        if (silent.has(info.taskQueue)) return undefined;
        const handle = client.workflow.getHandle(info.workflowId, info.runId);
        return viewRollout(client, handle).catch((error: unknown) => {
          if (isTrouble(error, 'noWorker')) silent.add(info.taskQueue);
          else if (!isTrouble(error, 'cannotGoOn', 'noRollout')) throw error;
          return undefined;
        });
      };
      return { info, listed: listedOf(info), view: await ask() };
    }),
  );

export function listedOf({
  workflowId,
  searchAttributes,
}: Pick<WorkflowExecutionInfo, 'workflowId' | 'searchAttributes'>): Listed {
  const valueOf = (name: string) => searchAttributes[name]?.[0];
  const attribute = (name: string) => valueOf(name)?.toString();
  const weight = valueOf(SEARCH_ATTRIBUTES.weight);
  const { environment = '', service = '' } = rolloutOwner(workflowId) ?? {};
  return {
    environment,
    service,
    version: attribute(SEARCH_ATTRIBUTES.version),
    phase: attribute(SEARCH_ATTRIBUTES.phase),
    weight: weight === undefined ? undefined : Number(weight),
    waitsForPerson: valueOf(SEARCH_ATTRIBUTES.waitsForPerson) === true,
    startedBy: attribute(SEARCH_ATTRIBUTES.startedBy),
  };
}

/** Temporal's list filter. Names are quoted, and cannot hold a quote: they are checked where they come from; who started one may. */
export function queryOf(filter: Filter): string {
  const { environment, service, running, phase, version, ended, waitsForPerson, startedBy } = filter;
  // A long rollout has several executions; the latest tells of all of them.
  const conditions = [`WorkflowType = '${ROLLOUT_TYPE}'`, "ExecutionStatus != 'ContinuedAsNew'"];
  if (environment !== undefined && service !== undefined)
    conditions.push(`WorkflowId = '${rolloutId(environment, service)}'`);
  else if (environment !== undefined)
    conditions.push(`WorkflowId STARTS_WITH '${rolloutId(environment, '')}'`);
  else if (service !== undefined) conditions.push(`${SEARCH_ATTRIBUTES.service} = '${service}'`);
  if (phase !== undefined) conditions.push(`${SEARCH_ATTRIBUTES.phase} = '${phase}'`);
  if (version !== undefined) conditions.push(`${SEARCH_ATTRIBUTES.version} = '${version}'`);
  if (startedBy !== undefined) conditions.push(`${SEARCH_ATTRIBUTES.startedBy} = ${quoted(startedBy)}`);
  if (waitsForPerson) conditions.push(`${SEARCH_ATTRIBUTES.waitsForPerson} = true`);
  if (running) conditions.push("ExecutionStatus = 'Running'");
  if (ended) conditions.push("ExecutionStatus != 'Running'");
  return conditions.join(' AND ');
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
