import { nameOfVersion } from '../../workflows/rollout/names.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { Problem } from './problem.ts';

/** What an AWS service takes as a name. */
interface Form {
  readonly pattern: RegExp;
  readonly says: string;
  readonly most: number;
}

const STACK: Form = {
  pattern: /^[A-Za-z][A-Za-z0-9-]*$/,
  says: 'CloudFormation takes letters, digits and dashes, beginning with a letter',
  most: 128,
};
const ECS: Form = {
  pattern: /^[\w-]+$/,
  says: 'ECS takes letters, digits, dashes and underscores',
  most: 255,
};
const DNS_LABEL: Form = {
  pattern: /^[\w-]+$/,
  says: 'Cloud Map takes letters, digits, dashes and underscores',
  most: 63,
};

/** What AWS would not take of the names that are made of a plan's parts: each may be short enough, and all together too long. */
export function madeNameProblems({ service, version, driver }: RolloutPlan): Problem[] {
  if (driver.kind === 'ecsNative')
    return [...misfits('cluster', driver.cluster, ECS), ...misfits('ECS service', driver.service, ECS)];
  const { provisioner } = driver;
  switch (provisioner.kind) {
    case 'cloudFormation':
      return [
        ...misfits('stack', nameOfVersion(provisioner.stackPrefix, version.id), STACK),
        ...(/AWS::ServiceDiscovery::Service/.test(provisioner.templateBody)
          ? misfits('Cloud Map service', nameOfVersion(service, version.id), DNS_LABEL)
          : []),
      ];
    case 'ecs':
      return [
        ...misfits('cluster', provisioner.cluster, ECS),
        ...misfits('ECS service', nameOfVersion(provisioner.service, version.id), ECS),
      ];
    case 'given':
      return [
        ...misfits('cluster', provisioner.cluster, ECS),
        ...Object.values(provisioner.services).flatMap((name) => misfits('ECS service', name, ECS)),
      ];
  }
}

function misfits(what: string, name: string, { pattern, says, most }: Form): Problem[] {
  const path = '(file)';
  const shown = name.length > 60 ? `${name.slice(0, 57)}…` : name;
  if (!pattern.test(name)) return [{ path, message: `the ${what} would be named ${shown}: ${says}` }];
  if (name.length <= most) return [];
  const message = `the ${what} would be named ${shown}, which has ${name.length} characters; ${most} is the most`;
  return [{ path, message }];
}
