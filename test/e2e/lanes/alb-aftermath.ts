import { ECSClient } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
  RuleNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { VERSION_TAG } from '../../../activities/load-balancing/load-balancing.ts';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import { recordedImage } from '../../../infra/demo/recorded-image.ts';
import { forwardedBefore } from '../../../infra/demo/routers/forwarded.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import type { AlbService } from '../alb/service.ts';
import { settledServices } from './settled-services.ts';

/** What of a service is not whole, by AWS's own API: nothing, when one version serves and nothing else is left. */
export async function findWrongs(
  cloud: Cloud,
  { name, rule }: AlbService,
  untagged = false,
): Promise<string[]> {
  const { environment } = cloud.endpoints;
  const aws = clientOf(cloud);

  const elb = new ElasticLoadBalancingV2Client(aws);
  // The rule is the user's own, who alone makes it again: whoever serves has to be there to be found by it.
  if (!(await isThere(elb, rule))) return findRunning(new ECSClient(aws), environment, name);
  const [groups = [], ...splits] = await taggedGroups(elb, rule);
  const apart = splits.filter((split) => JSON.stringify(split) !== JSON.stringify(groups));
  if (apart.length > 0) return [`the rules disagree: ${JSON.stringify([groups, ...apart])}`];
  const [serving] = groups.filter(({ weight }) => weight > 0);
  const others = groups.filter((group) => group !== serving);
  const isTold = untagged || serving?.version !== undefined;
  if (serving === undefined || !isTold || others.some(({ weight, version }) => weight > 0 || version))
    return [`the rule has ${JSON.stringify(groups)}`];
  return [
    ...(await findAlone(new ECSClient(aws), environment, name, serving)),
    ...(serving.version === undefined ? [] : await findRecorded(cloud, name, serving.version)),
  ];
}

/** One service is to be there, behind the group that serves, with a task. */
async function findAlone(
  ecs: ECSClient,
  environment: string,
  name: string,
  { arn, version = 'who serves' }: { readonly arn: string; readonly version: string | undefined },
): Promise<string[]> {
  const left = await servicesLeft(ecs, environment, name);
  const [service] = left;
  return [
    ...(left.length === 1 && service?.group === arn ? [] : [`services: ${JSON.stringify(left)}`]),
    ...((service?.running ?? 0) > 0 ? [] : [`${version} has no running task`]),
  ];
}

/** The first version was made by hand, and no rollout has recorded it. */
async function findRecorded(cloud: Cloud, name: string, version: string): Promise<string[]> {
  const recorded = await recordedImage(cloud, name);
  return recorded === undefined || recorded.endsWith(`:${version}`) ? [] : [`recorded is ${recorded}`];
}

async function isThere(elb: ElasticLoadBalancingV2Client, rule: string): Promise<boolean> {
  try {
    await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
    return true;
  } catch (error) {
    if (error instanceof RuleNotFoundException) return false;
    throw error;
  }
}

async function findRunning(ecs: ECSClient, environment: string, name: string): Promise<string[]> {
  const left = await servicesLeft(ecs, environment, name);
  return left.length === 1 && (left[0]?.running ?? 0) > 0 ? [] : [`services: ${JSON.stringify(left)}`];
}

/** Of each rule, its target groups by their ARNs. */
export async function taggedGroups(elb: ElasticLoadBalancingV2Client, rule: string) {
  const splits = await forwardedBefore(elb, rule);
  const ResourceArns = [...new Set(splits.flat().flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []))];
  const { TagDescriptions = [] } = await elb.send(new DescribeTagsCommand({ ResourceArns }));
  const versionOf = (group: string) =>
    TagDescriptions.find(({ ResourceArn }) => ResourceArn === group)?.Tags?.find(
      ({ Key }) => Key === VERSION_TAG,
    )?.Value;
  return splits.map((groups) =>
    groups
      .map(({ TargetGroupArn: arn = '', Weight: weight = 1 }) => ({ arn, weight, version: versionOf(arn) }))
      .sort((a, b) => a.arn.localeCompare(b.arn)),
  );
}

/** What is left of a service and of its versions. */
const servicesLeft = async (client: ECSClient, cluster: string, name: string) =>
  (await settledServices(client, cluster, name)).map(
    ({ serviceName, runningCount: running = 0, loadBalancers }) => ({
      serviceName,
      running,
      group: loadBalancers?.[0]?.targetGroupArn,
    }),
  );
