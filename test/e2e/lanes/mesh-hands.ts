import {
  AppMeshClient,
  DeleteRouteCommand,
  DescribeRouteCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-app-mesh';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { DeleteServiceCommand, ECSClient, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import { withTargets } from '../../../activities/routers/app-mesh/route.ts';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { toEither, type Hands } from './hands.ts';

/** What a person may do to a service of the mesh, and to the stacks of its versions. */
export function meshHands(cloud: Cloud, name: string): Hands {
  const { environment: cluster } = cloud.endpoints;
  const aws = clientOf(cloud);
  const [appMesh, stacks, ecs] = [new AppMeshClient(aws), new CloudFormationClient(aws), new ECSClient(aws)];
  const route = { meshName: cluster, virtualRouterName: `${name}-vr`, routeName: `${name}-route` };
  const weigh = async (weights: Readonly<Record<string, number>>) => {
    const { route: present } = await appMesh.send(new DescribeRouteCommand(route));
    const weightedTargets = Object.entries(weights).map(([version, weight]) => ({
      virtualNode: `${name}-${version}`,
      weight,
    }));
    await appMesh.send(
      new UpdateRouteCommand({ ...route, spec: withTargets(present?.spec ?? {}, weightedTargets) }),
    );
  };
  const stackOf = async (version: string): Promise<Partial<Stack>> => {
    const StackName = `${cluster}-${name}-${version}`;
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName }));
    return Stacks?.[0] ?? {};
  };

  return {
    ...toEither({
      async 'stack is deleted'(version) {
        const { StackId } = await stackOf(version);
        await stacks.send(new DeleteStackCommand({ StackName: StackId }));
      },
      async 'stack loses its tags'(version) {
        const { StackId, Parameters = [], Capabilities } = await stackOf(version);
        await stacks.send(
          new UpdateStackCommand({
            StackName: StackId,
            UsePreviousTemplate: true,
            Parameters: Parameters.map(({ ParameterKey }) => ({ ParameterKey, UsePreviousValue: true })),
            Capabilities,
            Tags: [],
          }),
        );
      },
      async 'ECS service is deleted'(version) {
        await ecs.send(new DeleteServiceCommand({ cluster, service: `${name}-${version}`, force: true }));
      },
      async 'ECS service is scaled to 0'(version) {
        await ecs.send(new UpdateServiceCommand({ cluster, service: `${name}-${version}`, desiredCount: 0 }));
      },
    }),
    'the route is deleted': async () => void (await appMesh.send(new DeleteRouteCommand(route))),
    'the canary gets all traffic': ({ stable, canary }) => weigh({ [stable]: 0, [canary]: 100 }),
    'stable gets all traffic': ({ stable, canary }) => weigh({ [stable]: 100, [canary]: 0 }),
    'nobody gets traffic': ({ stable, canary }) => weigh({ [stable]: 0, [canary]: 0 }),
  };
}
