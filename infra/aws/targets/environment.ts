import { stackNames } from '../names.ts';
import { deployStack } from '../stack/deploy-stack.ts';
import { readOutput } from '../stack/read-stack.ts';
import { requireStack, type Toolbox } from '../toolbox.ts';

/** The network. */
export async function createVpc(tools: Toolbox): Promise<void> {
  const environment = tools.settings.ENVIRONMENT_NAME;
  const name = stackNames(tools.settings).vpc;
  const parameters = { EnvironmentName: environment };
  await deployStack(tools, { name, template: 'vpc.yaml', environment, parameters });
}

/** Cluster, roles, load balancer, names and mesh; tells where the sample's page will be. */
export async function createEcsMesh(tools: Toolbox): Promise<void> {
  const { ENVIRONMENT_NAME: environment, NAMESPACE, USE_APP_MESH } = tools.settings;
  const { vpc, ecsMesh: name } = stackNames(tools.settings);
  await requireStack(tools, vpc, 'create-vpc');
  const parameters = { EnvironmentName: environment, Namespace: NAMESPACE, AppMesh: USE_APP_MESH };
  await deployStack(tools, { name, template: 'ecs-mesh.yaml', environment, parameters });
  tools.print(`APP_URI=${await readOutput(tools.cloudFormation, name, 'AppUri')}`);
}

/** The agent that turns the Envoys' counters into metrics. */
export async function createMonitoringResources(tools: Toolbox): Promise<void> {
  const environment = tools.settings.ENVIRONMENT_NAME;
  const { ecsMesh, monitoring: name } = stackNames(tools.settings);
  await requireStack(tools, ecsMesh, 'create-ecs-mesh');
  const parameters = { EnvironmentName: environment };
  await deployStack(tools, { name, template: 'monitoring.yaml', environment, parameters });
}
