import { AppMeshClient, DescribeRouteCommand } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Cloud } from '../local/up/cloud.ts';

/** What AWS says when a deployment is over. */
export interface Aftermath {
  /** Stacks of versions that still exist, in any state. */
  readonly stacks: readonly string[];
  /** Targets of the route with weight. */
  readonly targets: readonly string[];
  readonly recordedImage: string | undefined;
}

const SERVICE = 'yelb-appserver';

/** Looks by AWS's own API, not at what the rollout says of itself. */
export async function aftermath(cloud: Cloud): Promise<Aftermath> {
  const { environment, awsEndpointUrl: endpoint, region } = cloud.endpoints;
  const client = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const route = { meshName: environment, virtualRouterName: `${SERVICE}-vr`, routeName: `${SERVICE}-route` };
  const Name = `${environment}-canary-${SERVICE}-version`;

  const [stacks, described, parameter] = await Promise.all([
    new CloudFormationClient(client).send(new ListStacksCommand({})),
    new AppMeshClient(client).send(new DescribeRouteCommand(route)),
    new SSMClient(client).send(new GetParameterCommand({ Name })),
  ]);
  const prefix = `${environment}-${SERVICE}-`;
  return {
    stacks: (stacks.StackSummaries ?? [])
      .filter(
        ({ StackName, StackStatus }) => StackName?.startsWith(prefix) && StackStatus !== 'DELETE_COMPLETE',
      )
      .map(({ StackName }) => StackName ?? ''),
    targets: (described.route?.spec?.httpRoute?.action?.weightedTargets ?? [])
      .filter(({ weight = 0 }) => weight > 0)
      .map(({ virtualNode }) => virtualNode ?? ''),
    recordedImage: parameter.Parameter?.Value,
  };
}
