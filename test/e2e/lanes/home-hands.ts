import {
  DeleteServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  DeleteRuleCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
  RemoveTagsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { withGroups } from '../../../activities/load-balancing/alb/actions.ts';
import { OWNER_TAGS } from '../../../activities/ownership.ts';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import type { AlbService } from '../alb/service.ts';
import { taggedGroups } from './alb-aftermath.ts';
import type { Hands } from './hands.ts';

/** What a person may do to a service that keeps its name, to what stands before it, and to the canary beside it. */
export function homeHands(cloud: Cloud, { name, rule }: AlbService): Hands {
  const { environment: cluster } = cloud.endpoints;
  const aws = clientOf(cloud);
  const [elb, ecs] = [new ElasticLoadBalancingV2Client(aws), new ECSClient(aws)];
  const described = async (service: string) => {
    const { services } = await ecs.send(new DescribeServicesCommand({ cluster, services: [service] }));
    const found = services?.find(({ status }) => status === 'ACTIVE');
    if (found === undefined) throw new Error(`there is no ECS service ${service}`);
    return found;
  };
  const update = (changes: object, service = name) =>
    ecs.send(new UpdateServiceCommand({ cluster, service, ...changes }));
  const groupOf = async (service: string): Promise<string> =>
    (await described(service)).loadBalancers?.[0]?.targetGroupArn ?? '';
  const weigh = async (homeWeight: number, canaryWeight: number) => {
    const own = await groupOf(name);
    const [groups = []] = await taggedGroups(elb, rule);
    const { Rules } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
    const wanted = groups.map(({ arn }) => ({ arn, weight: arn === own ? homeWeight : canaryWeight }));
    const Actions = withGroups(Rules?.[0]?.Actions ?? [], wanted);
    await elb.send(new ModifyRuleCommand({ RuleArn: rule, Actions }));
  };
  const canaryOf = (canary: string) => described(`${name}-${canary}`);

  return {
    'the service is given another task definition': async () => {
      const { taskDefinition } = await ecs.send(
        new DescribeTaskDefinitionCommand({ taskDefinition: (await described(name)).taskDefinition }),
      );
      const { containerDefinitions = [], family, cpu, memory, networkMode } = taskDefinition ?? {};
      const { executionRoleArn, taskRoleArn, requiresCompatibilities } = taskDefinition ?? {};
      const registered = await ecs.send(
        new RegisterTaskDefinitionCommand({
          ...{ family, cpu, memory, networkMode, executionRoleArn, taskRoleArn, requiresCompatibilities },
          containerDefinitions: containerDefinitions.map((each) => ({
            ...each,
            environment: [...(each.environment ?? []), { name: 'BY_HAND', value: 'yes' }],
          })),
        }),
      );
      await update({ taskDefinition: registered.taskDefinition?.taskDefinitionArn });
    },
    'the service is deployed anew': async () => void (await update({ forceNewDeployment: true })),
    'the service is scaled to 3': async () => void (await update({ desiredCount: 3 })),
    'the service is scaled to 0': async () => void (await update({ desiredCount: 0 })),
    'the service gets another grace period': async () =>
      void (await update({ healthCheckGracePeriodSeconds: 7 })),
    'the service gets a tag': async () => {
      const { serviceArn: resourceArn } = await described(name);
      await ecs.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'by', value: 'hand' }] }));
    },
    'the service is deleted': async () =>
      void (await ecs.send(new DeleteServiceCommand({ cluster, service: name, force: true }))),
    "the service's target group gets another deregistration delay": async () => {
      const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '3' }];
      const TargetGroupArn = await groupOf(name);
      await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
    },
    "the canary's ECS service is deleted": async ({ canary }) => {
      const { serviceName: service } = await canaryOf(canary);
      await ecs.send(new DeleteServiceCommand({ cluster, service, force: true }));
    },
    "the canary's ECS service is scaled to 0": async ({ canary }) => {
      const { serviceName } = await canaryOf(canary);
      await update({ desiredCount: 0 }, serviceName);
    },
    "the canary's target group loses all its tags": async ({ canary }) => {
      const ResourceArns = [await groupOf(`${name}-${canary}`)];
      await elb.send(new RemoveTagsCommand({ ResourceArns, TagKeys: Object.values(OWNER_TAGS) }));
    },
    'the service gets all traffic': () => weigh(100, 0),
    'the canary gets all traffic': () => weigh(0, 100),
    'nobody gets traffic': () => weigh(0, 0),
    'the rule is deleted': async () => void (await elb.send(new DeleteRuleCommand({ RuleArn: rule }))),
  };
}
