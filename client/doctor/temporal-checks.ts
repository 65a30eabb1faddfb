import { ServiceError, type Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../workflows/search-attributes.ts';
import { queryOf } from '../rollouts/find.ts';
import type { Temporal } from '../rollouts/connect.ts';
import { fail, fine, warn, type Check } from './check.ts';
import { pollersCheck, type Poller } from './pollers-check.ts';

/** Temporal's numbers for what polls a task queue. */
const POLLED = { workflows: 1, activities: 2 } as const;

/** How many of the rollouts that run are looked at for their task queues. */
const LOOKED_AT = 200;

/**
 * What Temporal says of itself, of the namespace, and of the workers of each task queue that rollouts run on.
 *
 * @param taskQueue looked at in any case
 */
export async function temporalChecks({ client, address }: Temporal, taskQueue: string): Promise<Check[]> {
  const { namespace } = client.options;
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  const reached = fine('temporal', `version ${serverVersion} at ${address}`);
  try {
    await client.workflowService.describeNamespace({ namespace });
  } catch (error) {
    const why = (error as Error).message;
    return [
      reached,
      fail('namespace', `${namespace} cannot be used (${why})`, 'make it, or set TEMPORAL_NAMESPACE'),
    ];
  }
  const running = await runningByQueue(client);
  const queues = new Map([[taskQueue, 0], ...running]);
  return [
    reached,
    fine('namespace', namespace),
    await attributesCheck(client),
    ...(await Promise.all(
      [...queues].map(async ([queue, rollouts]) =>
        pollersCheck(queue, rollouts, await pollersOf(client, queue), new Date()),
      ),
    )),
  ];
}

async function runningByQueue(client: Client): Promise<Map<string, number>> {
  const queues = new Map<string, number>();
  let count = 0;
  for await (const { taskQueue } of client.workflow.list({ query: queryOf({ running: true }) })) {
    queues.set(taskQueue, (queues.get(taskQueue) ?? 0) + 1);
    if (++count >= LOOKED_AT) break;
  }
  return queues;
}

async function pollersOf(client: Client, queue: string): Promise<Poller[]> {
  const { namespace } = client.options;
  const asked = Object.values(POLLED).map((taskQueueType) =>
    client.workflowService.describeTaskQueue({ namespace, taskQueue: { name: queue }, taskQueueType }),
  );
  const pollers = (await Promise.all(asked)).flatMap((answer) => answer.pollers ?? []);
  return pollers.map(({ identity, lastAccessTime, deploymentOptions }) => ({
    identity: identity ?? '',
    seen: new Date(Number(lastAccessTime?.seconds ?? 0) * 1000),
    buildId: deploymentOptions?.buildId || undefined,
  }));
}

async function attributesCheck(client: Client): Promise<Check> {
  const about = 'search';
  const names = Object.values(SEARCH_ATTRIBUTES);
  try {
    const { customAttributes } = await client.connection.operatorService.listSearchAttributes({
      namespace: client.options.namespace,
    });
    const missing = names.filter((name) => customAttributes?.[name] === undefined);
    return missing.length === 0
      ? fine(about, 'rollouts can be found by what they are and where they are')
      : warn(
          about,
          `search attributes are not registered: ${missing.join(', ')}`,
          'a worker registers them when it starts; in Temporal Cloud an administrator does (docs/operations.md)',
        );
  } catch (error) {
    if (!(error instanceof ServiceError) && !(error instanceof Error)) throw error;
    return warn(
      about,
      `search attributes cannot be listed (${error.message})`,
      'see that they are registered',
    );
  }
}
