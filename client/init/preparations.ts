import type { BalancedService, ForwardingRule } from '../../activities/discovery/balanced-service.ts';
import { groupName, withGroups } from '../../activities/load-balancing/alb/actions.ts';
import { belongingOf, serviceTags } from '../../activities/ownership.ts';
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
  ];
}

/** It stays for good: each version that is tried is behind it in its turn. */
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

/** All that a target group has to be made with to be like another: the same requests come to both. */
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

/** A group that is free says whose versions may use it; the service's own needs no tag. */
function tagsOfGroups(found: BalancedService, rule: ForwardingRule, owner: Owner): Preparation[] {
  const { TargetGroupArn: serving = '' } = found.group;
  const tagsFor = (arn: string) => found.groupTags.get(arn) ?? new Map<string, string>();
  const free = rule.groups.filter(
    ({ arn, weight }) => weight === 0 && arn !== serving && belongingOf(tagsFor(arn), owner) === 'nobody',
  );
  return free.map(({ arn }) => ({
    why: `nothing says that versions of ${owner.environment}/${owner.service} may use target group ${groupName(arn)}`,
    commands: [addTags(arn, serviceTags(owner))],
  }));
}

const addTags = (group: string, tags: Readonly<Record<string, string>>): string =>
  `aws elbv2 add-tags --resource-arns ${group} --tags ${elbTags(tags)}`;

const elbTags = (tags: Readonly<Record<string, string>>): string =>
  Object.entries(tags)
    .map(([key, value]) => `Key=${key},Value=${value}`)
    .join(' ');
