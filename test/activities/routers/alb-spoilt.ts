import { type CreateServiceCommandInput, UpdateServiceCommand } from '@aws-sdk/client-ecs';
import {
  DeleteRuleCommand,
  DeleteTargetGroupCommand,
  ModifyListenerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ListenerRule } from '../../../workflows/rollout/listener-rule.ts';
import type { AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import type { EcsWorld } from '../provisioners/ecs-world.ts';

/** What is wrong on AWS when a rollout begins, what becomes of the rollout, and the sentence that a person reads. */
export interface Spoilt {
  readonly what: string;
  /** What stable's ECS service is made with. */
  readonly service?: Partial<CreateServiceCommandInput>;
  readonly spoil?: (ecs: EcsWorld, aws: AwsServer) => Promise<unknown>;
  /** The rule that the plan names, where it is not the service's. */
  readonly rule?: (ecs: EcsWorld) => Promise<ListenerRule>;
  readonly outcome: 'InvalidPlan' | 'Refused' | 'RolledBack';
  readonly sentence: RegExp;
}

export const SPOILT: readonly Spoilt[] = [
  {
    what: 'a rule that is gone',
    spoil: ({ alb }) => alb.elb.send(new DeleteRuleCommand({ RuleArn: alb.rule })),
    outcome: 'InvalidPlan',
    sentence: /there is no listener rule arn:/,
  },
  {
    what: 'a rule of another load balancer',
    rule: async ({ alb }) => ({ arn: await alb.ruleOfAnother('admin') }),
    outcome: 'RolledBack',
    sentence:
      /admin-a has all traffic, but nothing is in it: make ECS service cart in cluster shop behind it/,
  },
  {
    what: 'a rule of another load balancer whose target group says that it is stable',
    rule: async ({ alb }) => ({ arn: await alb.ruleOfAnother('admin', 'v0') }),
    outcome: 'RolledBack',
    sentence: /neither ECS service cart-v0 nor cart of cluster shop is behind admin-a, which has all traffic/,
  },
  {
    what: 'a rule whose weights are all 0, where nothing runs',
    async spoil({ alb, describe }, { ecs }) {
      await alb.weigh({ a: 0, b: 0 });
      await ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'cart', desiredCount: 0 }));
      await eventually(async () => (await describe('cart'))?.runningCount === 0);
    },
    outcome: 'Refused',
    sentence: /no version gets traffic \(v0 0 %\): give the stable one 100 %/,
  },
  {
    what: "a target group that is gone, so that stable's is the only one",
    async spoil({ alb }) {
      await alb.weigh({ a: 100 });
      const DefaultActions = [{ Type: 'forward' as const, TargetGroupArn: alb.group('a') }];
      await alb.elb.send(new ModifyListenerCommand({ ListenerArn: alb.listener, DefaultActions }));
      await alb.elb.send(new DeleteTargetGroupCommand({ TargetGroupArn: alb.group('b') }));
    },
    outcome: 'RolledBack',
    sentence: /the rule has no free target group at weight 0: add one/,
  },
  {
    what: "a rule with five target groups, all of which have somebody's targets",
    async spoil({ alb }) {
      for (const name of ['b', 'c', 'd', 'e']) await alb.run(name, undefined);
    },
    outcome: 'RolledBack',
    sentence: /cart-b is to be the new version's, but 1 targets are in it already: remove them/,
  },
  {
    what: 'a serving target group that the ECS service is not behind',
    async spoil({ alb }) {
      await alb.tag('a', undefined);
      await alb.tag('b', 'v0');
      await alb.weigh({ a: 0, b: 100 });
    },
    outcome: 'RolledBack',
    sentence: /neither ECS service cart-v0 nor cart of cluster shop is behind cart-b, which has all traffic/,
  },
  ...(['CODE_DEPLOY', 'EXTERNAL'] as const).map((type): Spoilt => ({
    what: `the deployment controller ${type}`,
    service: { deploymentController: { type } },
    outcome: 'RolledBack',
    sentence: new RegExp(`ECS service cart is deployed by ${type}: give it the deployment controller ECS`),
  })),
  ...(['BLUE_GREEN', 'LINEAR', 'CANARY'] as const).map((strategy): Spoilt => ({
    what: `the deployment strategy ${strategy}`,
    service: { deploymentConfiguration: { strategy, bakeTimeInMinutes: 0 } },
    outcome: 'RolledBack',
    sentence: new RegExp(
      `strategy ${strategy} .*: ECS owns its listener rule, so give it the strategy ROLLING`,
    ),
  })),
  {
    what: 'a deployment in flight',
    async spoil(_ecs, aws) {
      await aws.knobs({ agent: 'attached' });
      const forceNewDeployment = true;
      await aws.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'cart', forceNewDeployment }));
    },
    outcome: 'RolledBack',
    sentence: /ECS service cart has a deployment in flight: wait until it has ended/,
  },
  {
    what: 'a stable version all of whose targets are unhealthy, and which serves only because its group fails open',
    spoil: (_ecs, aws) => aws.knobs({ targets: { 'cart-a': 'unhealthy' } }),
    outcome: 'RolledBack',
    sentence: /0 of 4 targets in cart-a are healthy; .*: stable has to be healthy first/,
  },
  {
    what: 'an image that does not exist',
    spoil: (_ecs, aws) =>
      aws.knobs({
        tasks: [{ match: 'cart:new', fail: true, reason: 'CannotPullContainerError: cart:new: not found' }],
      }),
    outcome: 'RolledBack',
    sentence: /CannotPullContainerError: cart:new: not found/,
  },
  {
    what: 'targets of the new version that never get healthy',
    spoil: (_ecs, aws) => aws.knobs({ targets: { 'cart-b': 'unhealthy' } }),
    outcome: 'RolledBack',
    sentence: /0 of 4 targets in cart-b are healthy/,
  },
];
