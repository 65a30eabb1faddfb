import { stackNames } from '../names.ts';
import { provideSerinImage } from '../serin-image.ts';
import { deployStack } from '../stack/deploy-stack.ts';
import { readOutput, readStack } from '../stack/read-stack.ts';
import { requireStack, type Toolbox } from '../toolbox.ts';

/**
 * Buckets, Serin's image, its workers and the project that pipelines start rollouts by.
 *
 * @param temporalApiKey goes to Secrets Manager; without one, the key that is there stays
 */
export async function createShared(tools: Toolbox, temporalApiKey: string | undefined): Promise<void> {
  const { settings } = tools;
  const environment = settings.ENVIRONMENT_NAME;
  const { ecsMesh, shared, serin } = stackNames(settings);
  await requireStack(tools, ecsMesh, 'create-ecs-mesh');
  await deployStack(tools, {
    name: shared,
    template: 'shared.yaml',
    environment,
    parameters: {
      EnvironmentName: environment,
      BuildComputeType: settings.BUILD_COMPUTE_TYPE,
      TemporalApiKey: temporalApiKey,
    },
  });
  await deployStack(tools, {
    name: serin,
    template: 'serin.yaml',
    environment,
    parameters: {
      EnvironmentName: environment,
      SharedStackName: shared,
      SerinImage: settings.SERIN_IMAGE ?? (await provideSerinImage(tools, shared)),
      WorkerCount: settings.WORKER_COUNT,
      TemporalAddress: settings.TEMPORAL_ADDRESS,
      TemporalNamespace: settings.TEMPORAL_NAMESPACE,
      TemporalApiKey: (await keepsApiKey(tools, shared)) ? 'True' : 'False',
    },
  });
  tools.print(`deployments are started by ${await readOutput(tools.cloudFormation, serin, 'Deploy')}`);
}

async function keepsApiKey({ cloudFormation }: Toolbox, shared: string): Promise<boolean> {
  const stack = await readStack(cloudFormation, shared);
  return stack?.Outputs?.some(({ OutputKey }) => OutputKey === 'TemporalApiKeySecret') ?? false;
}
