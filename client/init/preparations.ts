import type { BalancedService, ForwardingRule } from '../../activities/discovery/balanced-service.ts';
import { VERSION_TAG } from '../../activities/routers/alb-versions.ts';

/** What a person has to do before a service's first rollout: why, and the command for it where there is one. */
export interface Preparation {
  readonly why: string;
  readonly commands: readonly string[];
}

/** What is missing for a rollout of the service through a rule, in the order in which it is to be done. */
export function preparationsFor(found: BalancedService, rule: ForwardingRule): Preparation[] {
  return [
    ...found.refusals.map((why) => ({ why, commands: [] })),
    ...(rule.groups.length > 1 ? [] : [secondGroup(found, rule)]),
    ...(found.version === undefined ? [tag(found)] : []),
  ];
}

/** Both groups stay for good: they take turns in being stable's and the canary's. */
function secondGroup({ service, group }: BalancedService, { arn }: ForwardingRule): Preparation {
  const { TargetGroupArn, Protocol, Port, VpcId, TargetType, HealthCheckPath } = group;
  const name = `${service}-canary`.slice(-32).replace(/^-+/, '');
  const path = HealthCheckPath === undefined ? '' : ` --health-check-path ${HealthCheckPath}`;
  const actions = JSON.stringify([
    {
      Type: 'forward',
      ForwardConfig: {
        TargetGroups: [
          { TargetGroupArn, Weight: 100 },
          { TargetGroupArn: '$CANARY', Weight: 0 },
        ],
      },
    },
  ]).replace('"$CANARY"', `"'"$CANARY"'"`);
  const write = arn.includes(':listener/')
    ? `aws elbv2 modify-listener --listener-arn ${arn} --default-actions '${actions}'`
    : `aws elbv2 modify-rule --rule-arn ${arn} --actions '${actions}'`;
  return {
    why: 'the rule forwards to one target group only: it needs a second one, at weight 0',
    commands: [
      `CANARY=$(aws elbv2 create-target-group --name ${name} --protocol ${Protocol} --port ${Port} --vpc-id ${VpcId} --target-type ${TargetType}${path} --query 'TargetGroups[0].TargetGroupArn' --output text)`,
      write,
    ],
  };
}

const tag = ({ image, group }: BalancedService): Preparation => ({
  why: 'the target group does not say which version it serves',
  commands: [
    `aws elbv2 add-tags --resource-arns ${group.TargetGroupArn} --tags Key=${VERSION_TAG},Value=${versionIn(image)}`,
  ],
});

/** A version's id by its image's tag, as a pipeline writes it: `<time>.<id>` or `<id>`. */
function versionIn(image: string): string {
  const tag = /:([^/:@]+)(?:@.*)?$/.exec(image)?.[1] ?? 'v0';
  const id = (tag.split('.').at(-1) ?? tag).replace(/[^A-Za-z0-9-]+/g, '-').replace(/^-+|-+$/g, '');
  return id.slice(0, 40) || 'v0';
}
