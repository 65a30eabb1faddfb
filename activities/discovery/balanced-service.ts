import { DescribeTaskDefinitionCommand, type ECSClient, type Service } from '@aws-sdk/client-ecs';
import {
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type TargetGroup,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { refusalsOf } from '../provisioners/ecs-copy/service.ts';
import { originalOf } from '../provisioners/ecs-copy/original.ts';
import { groupsOf } from '../load-balancing/alb/actions.ts';
import { rulesBefore, type LiveRule } from '../load-balancing/alb/rule.ts';
import { tagsOf } from '../load-balancing/alb/batches.ts';
import { VERSION_TAG, type WeightedGroup } from '../load-balancing/load-balancing.ts';
import type { TagMap } from '../ownership.ts';
import { activeService } from './active-service.ts';
import { NotBalanced } from './not-balanced.ts';

/** A listener rule, or a listener whose default action is meant, and where it forwards to. */
export interface ForwardingRule extends LiveRule {
  readonly groups: readonly WeightedGroup[];
}

/** A running ECS service behind a load balancer, as far as a rollout has to know it. */
export interface BalancedService {
  readonly cluster: string;
  readonly service: string;
  readonly serviceArn: string;
  readonly tags: TagMap;
  readonly container: string;
  readonly port: number;
  readonly tasks: number;
  readonly image: string;
  /** The target group that its tasks are in. */
  readonly group: TargetGroup;
  /** The version that the group is tagged with. */
  readonly version: string | undefined;
  /** Tags of all target groups of the rules, by ARN. */
  readonly groupTags: ReadonlyMap<string, TagMap>;
  /** All rules that forward to the group. */
  readonly rules: readonly ForwardingRule[];
  /** What has to be changed before it can be rolled out, as sentences. */
  readonly refusals: readonly string[];
}

/** Finds a service, its target group and the rules in front of it. Fails as NotBalanced where there is nothing to balance. */
export async function findBalancedService(
  ecs: ECSClient,
  elb: ElasticLoadBalancingV2Client,
  cluster: string,
  name: string,
): Promise<BalancedService> {
  const service = await activeService(ecs, cluster, name);
  const [balancer] = service.loadBalancers ?? [];
  const { targetGroupArn = '', containerName = '', containerPort = 0 } = balancer ?? {};
  if (targetGroupArn === '')
    throw new NotBalanced(
      `ECS service ${name} is not behind a load balancer, so there are no weights to shift`,
    );
  const { TargetGroups: [group] = [] } = await elb.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [targetGroupArn] }),
  );
  refuseOthersThanHttp(name, group);
  const rules = await rulesTo(elb, targetGroupArn, group?.LoadBalancerArns ?? []);
  const groupTags = await tagsOfGroups(elb, [
    targetGroupArn,
    ...rules.flatMap(({ groups }) => groups.map(({ arn }) => arn)),
  ]);
  return {
    cluster,
    service: name,
    serviceArn: service.serviceArn ?? '',
    tags: new Map((service.tags ?? []).map(({ key = '', value = '' }) => [key, value])),
    container: containerName,
    port: containerPort,
    tasks: service.desiredCount ?? 0,
    image: await imageOf(ecs, service, containerName),
    group: group ?? {},
    version: groupTags.get(targetGroupArn)?.get(VERSION_TAG),
    groupTags,
    rules,
    refusals: refusalsOf(await originalOf(ecs, service)),
  };
}

/** Network and Gateway Load Balancers have no rules. */
function refuseOthersThanHttp(service: string, { Protocol: protocol = 'HTTP' }: TargetGroup = {}): void {
  if (!/^HTTPS?$/.test(protocol))
    throw new NotBalanced(
      `the target group of ECS service ${service} speaks ${protocol}, which Application Load Balancers do not: Serin shifts traffic by their rules`,
    );
}

async function tagsOfGroups(
  elb: ElasticLoadBalancingV2Client,
  arns: readonly string[],
): Promise<Map<string, TagMap>> {
  const tagged = [...new Set(arns)].map(async (arn) => {
    const tags = (await tagsOf(elb, arn)) ?? [];
    return [arn, new Map(tags.map(({ Key = '', Value = '' }) => [Key, Value]))] as const;
  });
  return new Map(await Promise.all(tagged));
}

async function imageOf(ecs: ECSClient, { taskDefinition }: Service, container: string): Promise<string> {
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const containers = described.taskDefinition?.containerDefinitions ?? [];
  return containers.find(({ name }) => name === container)?.image ?? '';
}

async function rulesTo(
  elb: ElasticLoadBalancingV2Client,
  group: string,
  loadBalancers: readonly string[],
): Promise<ForwardingRule[]> {
  const rules = await Promise.all([...new Set(loadBalancers)].map((each) => rulesBefore(elb, each)));
  return rules
    .flat()
    .map(({ arn, actions }) => ({ arn, actions, groups: groupsOf(actions) }))
    .filter(({ groups }) => groups.some((each) => each.arn === group));
}
