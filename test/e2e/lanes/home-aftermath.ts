import { DescribeTaskDefinitionCommand, ECSClient, type Service } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { VERSION_TAG } from '../../../activities/load-balancing/load-balancing.ts';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { recordedImage } from '../../../infra/demo/recorded-image.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import type { AlbService } from '../alb/service.ts';
import { taggedGroups } from './alb-aftermath.ts';
import { settledServices } from './settled-services.ts';

/**
 * What is not as it was before a rollout in place, by AWS's own API: nothing, when the service is there alone under its name, with all
 * traffic, and runs what is recorded.
 */
export async function findHomeWrongs(cloud: Cloud, { name, rule }: AlbService): Promise<string[]> {
  const aws = clientOf(cloud);
  const [ecs, elb] = [new ECSClient(aws), new ElasticLoadBalancingV2Client(aws)];
  const { environment: cluster } = cloud.endpoints;
  const [groups = [], ...others] = await taggedGroups(elb, rule);
  const left = await settledServices(ecs, cluster, name);
  const [home] = left;
  if (home === undefined || left.length > 1 || home.serviceName !== name)
    return [`services: ${left.map(({ serviceName }) => serviceName).join(', ') || 'none'}`];
  const own = home.loadBalancers?.[0]?.targetGroupArn;
  const asBefore = groups.every(
    ({ arn, weight, version }) => version === undefined && weight > 0 === (arn === own),
  );
  return [
    ...(asBefore ? [] : [`the rule has ${JSON.stringify(groups)}`]),
    ...(others.every((each) => JSON.stringify(each) === JSON.stringify(groups))
      ? []
      : [`the rules disagree: ${JSON.stringify([groups, ...others])}`]),
    // No rollout takes its tasks away: where it is to have none, its owner wants it so.
    ...((home.runningCount ?? 0) > 0 || home.desiredCount === 0 ? [] : [`${name} has no running task`]),
    ...findUnrecorded(name, await versionOf(ecs, home), await recordedImage(cloud, name)),
  ];
}

/** The first version was made by hand, and no rollout has recorded it. An image is run by its digest, so what runs is told by a tag. */
const findUnrecorded = (name: string, version: string | undefined, recorded: string | undefined): string[] =>
  recorded === undefined || version === undefined || recorded.endsWith(`:${version}`)
    ? []
    : [`recorded is ${recorded}, ${name} runs ${version}`];

/** The version whose task definition a service runs. */
export async function versionOf(ecs: ECSClient, { taskDefinition }: Service): Promise<string | undefined> {
  const described = new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] });
  return (await ecs.send(described)).tags?.find(({ key }) => key === VERSION_TAG)?.value;
}
