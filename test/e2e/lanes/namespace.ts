import { Client, ServiceError, type Connection } from '@temporalio/client';
import { patiently } from '../patiently.ts';

const DAY = 24 * 3600;

/** Makes a namespace, and answers a client of it once the server lets it be used. */
export async function createNamespace(connection: Connection, namespace: string): Promise<Client> {
  const { workflowService } = connection;
  await workflowService.registerNamespace({
    namespace,
    workflowExecutionRetentionPeriod: { seconds: DAY as never },
  });
  await patiently(async () => {
    const usable = workflowService.describeTaskQueue({ namespace, taskQueue: { name: 'any' } });
    return usable.then(
      () => true,
      (error: unknown) => {
        if (error instanceof ServiceError || (error as { code?: number }).code === NOT_FOUND) return false;
        throw error;
      },
    );
  });
  return new Client({ connection, namespace });
}

/** gRPC's code. */
const NOT_FOUND = 5;
