import type {
  Action,
  AddTagsInput,
  DescribeListenersInput,
  DescribeListenersOutput,
  DescribeRulesInput,
  DescribeRulesOutput,
  DescribeTagsInput,
  DescribeTagsOutput,
  DescribeTargetHealthInput,
  DescribeTargetHealthOutput,
  ModifyListenerInput,
  ModifyRuleInput,
  RemoveTagsInput,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { tasksBehind, type EcsWorld } from '../../rehearsal/ecs-world.ts';
import { groupName, groupsOf } from './actions.ts';
import {
  type AwsCall,
  countOf,
  mostOf,
  type Quota,
  type RehearsedService,
  standIn,
  telling,
  type Telling,
} from '../../rehearsal/rehearsed.ts';

/** Rules, listeners and tags as they would be, with healthy targets wherever services would change. */
export function rehearsedLoadBalancing(world: EcsWorld): RehearsedService {
  const actions = new Map<string, Action[]>();
  const tags = new Map<string, Map<string, string | undefined>>();

  const tag = (arns: readonly string[] = [], changes: readonly (readonly [string, string | undefined])[]) => {
    for (const arn of arns) tags.set(arn, new Map([...(tags.get(arn) ?? []), ...changes]));
    return {};
  };

  const standIns = {
    ModifyRule: standIn<ModifyRuleInput, object>(({ RuleArn = '', Actions = [] }) => {
      actions.set(RuleArn, Actions);
      return {};
    }),
    ModifyListener: standIn<ModifyListenerInput, object>(({ ListenerArn = '', DefaultActions = [] }) => {
      actions.set(ListenerArn, DefaultActions);
      return {};
    }),
    DescribeRules: standIn<DescribeRulesInput, DescribeRulesOutput>(async (_, ask) => {
      const found = await ask();
      return {
        ...found,
        Rules: found.Rules?.map((rule) => ({
          ...rule,
          Actions: actions.get(rule.RuleArn ?? '') ?? rule.Actions,
        })),
      };
    }),
    DescribeListeners: standIn<DescribeListenersInput, DescribeListenersOutput>(async (_, ask) => {
      const found = await ask();
      return {
        ...found,
        Listeners: found.Listeners?.map((listener) => ({
          ...listener,
          DefaultActions: actions.get(listener.ListenerArn ?? '') ?? listener.DefaultActions,
        })),
      };
    }),
    AddTags: standIn<AddTagsInput, object>(({ ResourceArns, Tags = [] }) =>
      tag(
        ResourceArns,
        Tags.map(({ Key = '', Value }) => [Key, Value]),
      ),
    ),
    RemoveTags: standIn<RemoveTagsInput, object>(({ ResourceArns, TagKeys = [] }) =>
      tag(
        ResourceArns,
        TagKeys.map((key) => [key, undefined]),
      ),
    ),
    DescribeTags: standIn<DescribeTagsInput, DescribeTagsOutput>(async (_, ask) => {
      const found = await ask();
      return {
        ...found,
        TagDescriptions: found.TagDescriptions?.map(({ ResourceArn = '', Tags = [] }) => {
          const before = Tags.map(({ Key = '', Value }) => [Key, Value] as const);
          const after = [...new Map([...before, ...(tags.get(ResourceArn) ?? [])])];
          return {
            ResourceArn,
            Tags: after.flatMap(([Key, Value]) => (Value === undefined ? [] : [{ Key, Value }])),
          };
        }),
      };
    }),
    DescribeTargetHealth: standIn<DescribeTargetHealthInput, DescribeTargetHealthOutput>(
      async ({ TargetGroupArn = '' }, ask) => {
        const tasks = tasksBehind(world, TargetGroupArn);
        if (tasks === undefined) return ask();
        const TargetHealth = { State: 'healthy' } as const;
        return { TargetHealthDescriptions: Array.from({ length: tasks }, () => ({ TargetHealth })) };
      },
    ),
  };
  return { name: 'elasticloadbalancing', standIns, tells: TELLS, quotas };
}

const TELLS: Readonly<Record<string, Telling>> = {
  ModifyRule: telling<ModifyRuleInput>(({ RuleArn, Actions }) => ({ RuleArn, weights: weightsIn(Actions) })),
  ModifyListener: telling<ModifyListenerInput>(({ ListenerArn, DefaultActions }) => ({
    ListenerArn,
    weights: weightsIn(DefaultActions),
  })),
  AddTags: telling<AddTagsInput>(({ ResourceArns = [], Tags = [] }) => ({
    on: ResourceArns.map(groupName),
    tags: Object.fromEntries(Tags.map(({ Key = '', Value }) => [Key, Value])),
  })),
  RemoveTags: telling<RemoveTagsInput>(({ ResourceArns = [], TagKeys }) => ({
    on: ResourceArns.map(groupName),
    tags: TagKeys,
  })),
};

const weightsIn = (actions: readonly Action[] = []) =>
  Object.fromEntries(groupsOf(actions).map(({ arn, weight }) => [groupName(arn), weight]));

const quotas = (calls: readonly AwsCall[]): Quota[] => [
  {
    what: 'target groups of the rule (of one action)',
    takes: mostOf<Partial<ModifyRuleInput & ModifyListenerInput>>(
      calls,
      ({ Actions, DefaultActions }) => groupsOf(Actions ?? DefaultActions ?? []).length,
    ),
    limit: 5,
  },
  {
    what: 'load balancing writes (3 a second in the account)',
    takes: countOf(calls, 'ModifyRule', 'ModifyListener', 'AddTags', 'RemoveTags'),
    limit: undefined,
  },
];
