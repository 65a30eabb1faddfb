import { AppMeshClient, DescribeRouteCommand, NotFoundException } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient, paginateDescribeStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { DescribeServicesCommand, ECSClient } from '@aws-sdk/client-ecs';
import { targetsOf } from '../../../activities/routers/app-mesh/route.ts';
import { recordedImage } from '../../../infra/demo/recorded-image.ts';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { patiently } from '../patiently.ts';
import type { Lane } from './lane.ts';

/** What of a service is not whole, by AWS's own API: nothing, when one version serves and nothing else is left. */
export async function findWrongs({ name: service, cloud }: Pick<Lane, 'name' | 'cloud'>): Promise<string[]> {
  const { environment } = cloud.endpoints;
  const aws = clientOf(cloud);
  const targets = await routeTargets(new AppMeshClient(aws), environment, service);
  const [serving] = targets;
  if (serving === undefined || targets.length !== 1 || serving.weight !== 100)
    return [`the route has ${JSON.stringify(targets)}`];
  const version = serving.virtualNode!.slice(`${service}-`.length);

  const stacks = await settledStacks(new CloudFormationClient(aws), `${environment}-${service}-`);
  const running = await runningTasks(new ECSClient(aws), environment, `${service}-${version}`);
  const recorded = (await recordedImage(cloud, service)) ?? 'nothing';
  return [
    ...(new RegExp(`^${version} (CREATE|UPDATE)_COMPLETE$`).test(stacks.join())
      ? []
      : [`stacks: ${stacks.join(', ')}`]),
    ...(running > 0 ? [] : [`${version} has no running task`]),
    ...(recorded.endsWith(`.${version}`) ? [] : [`recorded is ${recorded}`]),
  ];
}

/** What is left of a service whose only deployment was rolled back, by AWS's own API: nothing, when it is whole. */
export async function findLeftovers({
  name: service,
  cloud,
}: Pick<Lane, 'name' | 'cloud'>): Promise<string[]> {
  const { environment } = cloud.endpoints;
  const aws = clientOf(cloud);
  const targets = await routeTargets(new AppMeshClient(aws), environment, service).catch((error: unknown) => {
    if (error instanceof NotFoundException) return undefined;
    throw error;
  });
  const stacks = await settledStacks(new CloudFormationClient(aws), `${environment}-${service}-`);
  const recorded = await recordedImage(cloud, service);
  return [
    ...(targets === undefined ? [] : [`the route has ${JSON.stringify(targets)}`]),
    ...(stacks.length === 0 ? [] : [`stacks: ${stacks.join(', ')}`]),
    ...(recorded === undefined ? [] : [`recorded is ${recorded}`]),
  ];
}

async function routeTargets(appMesh: AppMeshClient, meshName: string, service: string) {
  const route = { meshName, virtualRouterName: `${service}-vr`, routeName: `${service}-route` };
  const described = await appMesh.send(new DescribeRouteCommand(route));
  return targetsOf(described.route?.spec ?? {});
}

async function stacksOf(client: CloudFormationClient, prefix: string): Promise<string[]> {
  const stacks: Stack[] = [];
  for await (const { Stacks = [] } of paginateDescribeStacks({ client }, {})) stacks.push(...Stacks);
  return stacks
    .filter(({ StackName }) => StackName?.startsWith(prefix))
    .map(({ StackName, StackStatus }) => `${StackName?.slice(prefix.length)} ${StackStatus}`);
}

/** A rollout that was told that a stack is gone does not wait for its end. */
const settledStacks = (client: CloudFormationClient, prefix: string): Promise<string[]> =>
  patiently(async () => {
    const stacks = await stacksOf(client, prefix);
    return !stacks.some((stack) => stack.endsWith('DELETE_IN_PROGRESS')) && stacks;
  });

async function runningTasks(ecs: ECSClient, cluster: string, service: string): Promise<number> {
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
  return services[0]?.runningCount ?? 0;
}
