import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { isIn } from '../../workflows/rollout/patterns.ts';
import { addressIn, isLinkLocal } from '../http/addresses.ts';
import { placeOf } from '../permissions/place.ts';
import { ruleArn } from '../load-balancing/alb/permissions.ts';
import { positionIn, ruleFor, type LimitName, type Policy, type PolicyRule } from './policy.ts';

/** Everything that a policy forbids a plan, each a sentence with its place in the policy; none where the plan may be carried out. */
export function forbidden(policy: Policy | undefined, plan: RolloutPlan): string[] {
  return [
    ...unnamedLink(policy, plan),
    ...unprovable(policy, plan),
    ...(policy === undefined ? [] : beyond(policy, plan)),
  ];
}

/** A gate that asks for a proof which nobody could give. */
function unprovable(policy: Policy | undefined, plan: RolloutPlan): string[] {
  const rule = policy && ruleFor(policy, plan);
  const gated = plan.steps.filter(({ gate }) => gate?.verified);
  if (gated.length === 0 || rule?.signingKeys) return [];
  const where = policy && rule ? `${positionIn(policy.file, rule)}: ` : '';
  return [
    `${where}${gated.map(({ weight }) => `${weight} %`).join(', ')} asks for an approval of somebody who has logged in, which nobody can give: the worker's policy names no signingKeys for ${plan.environment}/${plan.service}`,
  ];
}

/** A link-local or metadata address of metrics that no policy names: no pattern is enough. */
function unnamedLink(policy: Policy | undefined, plan: RolloutPlan): string[] {
  if (!('address' in plan.metrics)) return [];
  const url = new URL(plan.metrics.address);
  const address = addressIn(url);
  if (address === undefined || !isLinkLocal(address)) return [];
  const named = policy && ruleFor(policy, plan)?.metricHosts?.allowed.includes(url.host);
  return named
    ? []
    : [
        `metrics.address: ${url.host} is a link-local or metadata address, which is asked only where metricHosts of the worker's policy names it`,
      ];
}

function beyond(policy: Policy, plan: RolloutPlan): string[] {
  const { environment, service } = plan;
  const rule = ruleFor(policy, plan);
  if (rule === undefined)
    return [`${policy.file}: no rule is for service ${service} of environment ${environment}`];
  const within = (name: LimitName, what: string, values: readonly string[]) => {
    const limit = rule[name];
    if (limit === undefined) return [];
    return values
      .filter((value) => !isIn(limit.allowed, value))
      .map(
        (value) =>
          `${positionIn(policy.file, limit)}: ${name} of ${environment}/${service} has no room for ${what} ${value}`,
      );
  };
  return [
    ...elsewhere(policy, rule, plan),
    ...within('registries', 'the image', imagesOf(plan)),
    ...within(
      'stackPrefixes',
      'the stack prefix',
      stacksOf(plan).map(({ stackPrefix }) => stackPrefix),
    ),
    ...within(
      'capabilities',
      'the capability',
      stacksOf(plan).flatMap(({ capabilities }) => capabilities),
    ),
    ...within('roles', 'the role', [
      ...stacksOf(plan).flatMap(({ roleArn = [] }) => roleArn),
      ...definitionsOf(plan).flatMap(({ taskRoleArn = [], executionRoleArn = [] }) =>
        [taskRoleArn, executionRoleArn].flat(),
      ),
    ]),
    ...within('eventBuses', 'the event bus', named(plan, 'eventBus')),
    ...within('topics', 'the topic', named(plan, 'topic')),
    ...within(
      'metricHosts',
      'the host',
      'address' in plan.metrics ? [new URL(plan.metrics.address).host] : [],
    ),
  ];
}

const named = ({ notifications = [] }: RolloutPlan, field: 'eventBus' | 'topic'): string[] =>
  notifications.flatMap((channel) => channel[field] ?? []);

const stacksOf = ({ driver: { provisioner } }: RolloutPlan) =>
  provisioner?.kind === 'cloudFormation' ? [provisioner] : [];

const definitionsOf = ({ driver: { provisioner } }: RolloutPlan) =>
  provisioner?.kind === 'ecs' && provisioner.taskDefinition ? [provisioner.taskDefinition] : [];

/** The names of the images that a plan would run, without their digests. */
const imagesOf = (plan: RolloutPlan): string[] => {
  const containers = definitionsOf(plan).flatMap(({ containerDefinitions }) => containerDefinitions);
  const images = [plan.version.image, ...containers.flatMap(({ image = [] }) => image)];
  return [...new Set(images.map((image) => image.split('@')[0] ?? ''))];
};

/** A listener rule of another account or Region than the rule of the policy says. */
function elsewhere({ file }: Policy, rule: PolicyRule, { driver: { router } }: RolloutPlan): string[] {
  const { account } = rule;
  if (account === undefined || router?.kind !== 'alb') return [];
  const { account: id, region } = placeOf(ruleArn(router.rule));
  return id === account.id && (account.region === undefined || account.region === region)
    ? []
    : [
        `${positionIn(file, rule)}: rollouts of this rule are in account ${account.id}${account.region ? ` and ${account.region}` : ''}, not in ${id} and ${region}`,
      ];
}
