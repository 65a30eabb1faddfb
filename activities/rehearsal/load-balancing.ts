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
import { standIn } from './rehearse.ts';

/**
 * Rules, listeners and tags as they would be.
 *
 * @param tasksBehind how many tasks would be behind a target group, healthy all of them; undefined leaves it to AWS
 */
export function loadBalancingStandIns(tasksBehind: (group: string) => number | undefined) {
  const actions = new Map<string, Action[]>();
  const tags = new Map<string, Map<string, string | undefined>>();

  const tag = (arns: readonly string[] = [], changes: readonly (readonly [string, string | undefined])[]) => {
    for (const arn of arns) tags.set(arn, new Map([...(tags.get(arn) ?? []), ...changes]));
    return {};
  };

  return {
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
        const tasks = tasksBehind(TargetGroupArn);
        if (tasks === undefined) return ask();
        const TargetHealth = { State: 'healthy' } as const;
        return { TargetHealthDescriptions: Array.from({ length: tasks }, () => ({ TargetHealth })) };
      },
    ),
  };
}
