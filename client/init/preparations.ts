import type { BalancedService, ForwardingRule } from '../../activities/discovery/balanced-service.ts';
import { groupName, withGroups } from '../../activities/load-balancing/alb/actions.ts';
import { belongingOf, ownerTags, provedByTags, serviceTags } from '../../activities/ownership.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { markedName } from './fitting-name.ts';

type TargetGroup = BalancedService['group'];

/** What a person has to do before a service's first rollout: why, and the command for it where there is one. */
export interface Preparation {
  readonly why: string;
  readonly commands: readonly string[];
}

/** What is missing for a rollout of the service through a rule, in the order in which it is to be done. */
export function preparationsFor(found: BalancedService, rule: ForwardingRule, owner: Owner): Preparation[] {
  return [
    ...found.refusals.map((why) => ({ why, commands: [] })),
    ...(rule.groups.length > 1 ? [] : [secondGroup(found, rule, owner)]),
    ...tagsOfGroups(found, rule, owner),
    ...(provedByTags(found.tags, owner, versionOf(found)) ? [] : [handOver(found, owner)]),
  ];
}

/** Both groups stay for good: they take turns in being stable's and the canary's. */
function secondGroup({ group }: BalancedService, rule: ForwardingRule, owner: Owner): Preparation {
  const { arn } = rule;
  const name = nameBeside(group);
  const { TargetGroupArn: serving = '' } = group;
  const groups = [
    { arn: serving, weight: 100 },
    { arn: '$CANARY', weight: 0 },
  ];
  const actions = quoted(JSON.stringify(withGroups(rule.actions, groups))).replace(
    '"$CANARY"',
    `"'"$CANARY"'"`,
  );
  const write = arn.includes(':listener/')
    ? `aws elbv2 modify-listener --listener-arn ${arn} --default-actions ${actions}`
    : `aws elbv2 modify-rule --rule-arn ${arn} --actions ${actions}`;
  return {
    why: 'the rule forwards to one target group only: it needs a second one, at weight 0',
    commands: [
      `CANARY=$(aws elbv2 create-target-group --name ${name} ${settingsOf(group)} --tags ${elbTags(serviceTags(owner))} --query 'TargetGroups[0].TargetGroupArn' --output text)`,
      `aws elbv2 modify-target-group-attributes --target-group-arn "$CANARY" --attributes "$(aws elbv2 describe-target-group-attributes --target-group-arn ${serving} --query 'Attributes[?Value]')"`,
      write,
    ],
  };
}

/** The first group's name is its own in the account and Region, and so is this one, whatever other services are called. */
function nameBeside({ TargetGroupName: name = '', TargetGroupArn: arn = '' }: TargetGroup): string {
  const whole = `${name}${SECOND}`;
  return whole.length <= MOST_OF_NAME
    ? whole
    : `${markedName(name, arn, MOST_OF_NAME - SECOND.length)}${SECOND}`;
}

const SECOND = '-canary';

/** https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html */
const MOST_OF_NAME = 32;

/** One word of a shell, whatever is in it. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** All that a target group has to be made with to be like another: both are stable's in turn. */
function settingsOf(group: TargetGroup): string {
  const given: readonly (readonly [string, string | number | undefined])[] = [
    ['protocol', group.Protocol],
    ['protocol-version', group.ProtocolVersion],
    ['port', group.Port],
    ['vpc-id', group.VpcId],
    ['target-type', group.TargetType],
    ['ip-address-type', group.IpAddressType],
    ['health-check-protocol', group.HealthCheckProtocol],
    ['health-check-port', group.HealthCheckPort],
    ['health-check-path', group.HealthCheckPath],
    ['health-check-interval-seconds', group.HealthCheckIntervalSeconds],
    ['health-check-timeout-seconds', group.HealthCheckTimeoutSeconds],
    ['healthy-threshold-count', group.HealthyThresholdCount],
    ['unhealthy-threshold-count', group.UnhealthyThresholdCount],
    ['matcher', matcherOf(group)],
  ];
  return given
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `--${name} ${/^[\w./:-]+$/.test(`${value}`) ? value : `'${value}'`}`)
    .join(' ');
}

const matcherOf = ({ Matcher: { GrpcCode, HttpCode } = {} }: TargetGroup): string | undefined =>
  (GrpcCode && `GrpcCode="${GrpcCode}"`) ?? (HttpCode && `HttpCode="${HttpCode}"`);

/** The serving group says which version it serves, and both say which service they serve. */
function tagsOfGroups(found: BalancedService, rule: ForwardingRule, owner: Owner): Preparation[] {
  const { TargetGroupArn: serving = '' } = found.group;
  const tagsFor = (arn: string) => found.groupTags.get(arn) ?? new Map<string, string>();
  const free = rule.groups.filter(
    ({ arn, weight }) => weight === 0 && arn !== serving && belongingOf(tagsFor(arn), owner) === 'nobody',
  );
  const isTagged = found.version !== undefined && belongingOf(tagsFor(serving), owner) === 'owner';
  return [
    ...(isTagged
      ? []
      : [
          {
            why: 'the target group does not say which version it serves, and of which service',
            commands: [addTags(serving, ownerTags(owner, versionOf(found)))],
          },
        ]),
    ...free.map(({ arn }) => ({
      why: `nothing says that versions of ${owner.environment}/${owner.service} may use target group ${groupName(arn)}`,
      commands: [addTags(arn, serviceTags(owner))],
    })),
  ];
}

const addTags = (group: string, tags: Readonly<Record<string, string>>): string =>
  `aws elbv2 add-tags --resource-arns ${group} --tags ${elbTags(tags)}`;

const elbTags = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([key, value]) => `Key=${key},Value=${value}`)
    .join(' ');

/** What a rollout may replace, and remove in the end, a person says. */
const handOver = (found: BalancedService, owner: Owner): Preparation => ({
  why: `nothing says that rollouts of ${owner.environment}/${owner.service} may replace ECS service ${found.service}, and remove it in the end`,
  commands: [
    `aws ecs tag-resource --resource-arn ${found.serviceArn} --tags ${Object.entries(
      ownerTags(owner, versionOf(found)),
    )
      .map(([key, value]) => `key=${key},value=${value}`)
      .join(' ')}`,
  ],
});

const versionOf = ({ version, image }: BalancedService): string => version ?? versionIn(image);

/** A version's id by its image's tag: what ends the article's `<time>.<id>`, or all of the tag. */
export function versionIn(image: string): string {
  const tag = /:([^/:@]+)(?:@.*)?$/.exec(image)?.[1] ?? 'v0';
  const said = /^\d{4}-\d\d-\d\d_\d\d\.\d\d\.\d\d\.(.+)$/.exec(tag)?.[1] ?? tag;
  const words = said.split(/([-._])/).filter((word) => word !== '');
  const joined = words.filter((word, i) => !isJoint(word) || (i > 0 && !isJoint(words[i - 1]!)));
  return (
    joined
      .join('')
      .slice(0, 40)
      .replace(/[-._]$/, '') || 'v0'
  );
}

const isJoint = (word: string): boolean => /^[-._]$/.test(word);
