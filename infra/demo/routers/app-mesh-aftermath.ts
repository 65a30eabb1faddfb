import { AppMeshClient, DescribeRouteCommand } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Cloud } from '../../local/up/cloud.ts';
import type { Aftermath } from '../aftermath.ts';
import { clientOf } from '../aws-client.ts';
import { recordedImage } from '../recorded-image.ts';

/** Looks at the route, the stacks of versions and the record. */
export async function appMeshAftermath(cloud: Cloud, service: string): Promise<Aftermath> {
  const { environment } = cloud.endpoints;
  const client = clientOf(cloud);
  const route = { meshName: environment, virtualRouterName: `${service}-vr`, routeName: `${service}-route` };

  const [stacks, described, image] = await Promise.all([
    new CloudFormationClient(client).send(new ListStacksCommand({})),
    new AppMeshClient(client).send(new DescribeRouteCommand(route)),
    recordedImage(cloud, service),
  ]);
  const prefix = `${environment}-${service}-`;
  return {
    serving: (described.route?.spec?.httpRoute?.action?.weightedTargets ?? [])
      .filter(({ weight = 0 }) => weight > 0)
      .map(({ virtualNode = '' }) => virtualNode.slice(`${service}-`.length)),
    existing: (stacks.StackSummaries ?? [])
      .filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
      .map(({ StackName = '' }) => StackName)
      .filter((name) => name.startsWith(prefix))
      .map((name) => name.slice(prefix.length)),
    recordedImage: image,
  };
}
