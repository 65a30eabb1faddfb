import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { queryOf } from '../../../client/rollouts/find.ts';
import { Refusal } from '../refusal.ts';
import type { Settings } from '../settings.ts';

/** Refuses while a rollout of the environment runs, or while that cannot be seen. */
export async function refuseRunningRollouts(settings: Settings, env: NodeJS.ProcessEnv): Promise<void> {
  if (env['ROLLOUTS'] === 'ignore') return;
  const { TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, ENVIRONMENT_NAME: environment } = settings;
  const { connectionOptions, namespace } = loadClientConnectConfig({
    overrideEnvVars: { ...(env as Record<string, string>), TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE },
  });
  const connection = await Connection.connect({ ...connectionOptions, connectTimeout: '5s' }).catch(() => {
    throw new Refusal(
      `Temporal is not reachable at ${TEMPORAL_ADDRESS}, so rollouts under way cannot be seen.\n` +
        'To delete all the same: make delete-blog-contents ROLLOUTS=ignore',
    );
  });
  try {
    const client = new Client({ connection, ...(namespace === undefined ? {} : { namespace }) });
    const running: string[] = [];
    for await (const { workflowId } of client.workflow.list({
      query: queryOf({ environment, running: true }),
    }))
      running.push(workflowId.replace(/^canary\//, ''));
    if (running.length > 0)
      throw new Refusal(
        `these rollouts run: ${running.join(', ')}. Wait for their end, or abort them: serin abort ${running[0]}`,
      );
  } finally {
    await connection.close();
  }
}
