import {
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  UntagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DeleteRuleCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { withGroups } from '../../../activities/load-balancing/alb/actions.ts';
import { OWNER_TAGS } from '../../../activities/ownership.ts';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import type { AlbService } from '../alb/service.ts';
import { taggedGroups } from './alb-aftermath.ts';
import { toEither, type Hands } from './hands.ts';

/** What a person may do to a service behind a load balancer, its target groups, and the ECS services of its versions. */
export function albHands(cloud: Cloud, { name, rule }: AlbService): Hands {
  const { environment: cluster } = cloud.endpoints;
  const aws = clientOf(cloud);
  const [elb, ecs] = [new ElasticLoadBalancingV2Client(aws), new ECSClient(aws)];
  const groupOf = async (version: string): Promise<string> => {
    const group = (await taggedGroups(elb, rule)).flat().find((each) => each.version === version);
    if (group === undefined) throw new Error(`no target group is tagged ${version}`);
    return group.arn;
  };
  /** The first version's service has the bare name. */
  const serviceOf = async (version: string) => {
    const services = [`${name}-${version}`, name];
    const found = await ecs.send(new DescribeServicesCommand({ cluster, services }));
    const active = (found.services ?? []).filter(({ status }) => status === 'ACTIVE');
    const service = active.find(({ serviceName }) => serviceName === services[0]) ?? active[0];
    if (service === undefined) throw new Error(`no ECS service runs ${version}`);
    return service;
  };
  const weigh = async (weights: Readonly<Record<string, number>>) => {
    const [[groups = []], { Rules }] = await Promise.all([
      taggedGroups(elb, rule),
      elb.send(new DescribeRulesCommand({ RuleArns: [rule] })),
    ]);
    const present = Object.keys(weights).filter((version) => groups.some((each) => each.version === version));
    if (!present.some((version) => weights[version] === 100) && Object.values(weights).includes(100))
      throw new Error('it has no target group');
    const wanted = groups.map(({ arn, version = '' }) => ({ arn, weight: weights[version] ?? 0 }));
    const Actions = withGroups(Rules?.[0]?.Actions ?? [], wanted);
    await elb.send(new ModifyRuleCommand({ RuleArn: rule, Actions }));
  };

  return {
    ...toEither({
      async 'ECS service is deleted'(version) {
        const { serviceName: service } = await serviceOf(version);
        await ecs.send(new DeleteServiceCommand({ cluster, service, force: true }));
      },
      async 'ECS service is scaled to 0'(version) {
        const { serviceName: service } = await serviceOf(version);
        await ecs.send(new UpdateServiceCommand({ cluster, service, desiredCount: 0 }));
      },
      async 'ECS service loses its tags'(version) {
        const { serviceArn: resourceArn } = await serviceOf(version);
        await ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: Object.values(OWNER_TAGS) }));
      },
      async 'target group loses its version'(version) {
        const ResourceArns = [await groupOf(version)];
        await elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: [OWNER_TAGS.version] }));
      },
      async 'target group loses all its tags'(version) {
        const ResourceArns = [await groupOf(version)];
        await elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: Object.values(OWNER_TAGS) }));
      },
    }),
    'the rule is deleted': async () => void (await elb.send(new DeleteRuleCommand({ RuleArn: rule }))),
    'the canary gets all traffic': ({ stable, canary }) => weigh({ [stable]: 0, [canary]: 100 }),
    'stable gets all traffic': ({ stable, canary }) => weigh({ [stable]: 100, [canary]: 0 }),
    'nobody gets traffic': ({ stable, canary }) => weigh({ [stable]: 0, [canary]: 0 }),
  };
}
