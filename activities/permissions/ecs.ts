import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { ecsServiceArns, readinessStatements } from './ecs-services.ts';
import { ruleReads, targetGroupTags } from '../load-balancing/alb/permissions.ts';
import { arnOf, type Place } from './place.ts';
import { handOverStatements, holdStatements } from './scaling.ts';
import { withoutResources, type Statement } from './statement.ts';
import { passRoleStatement } from './task-roles.ts';

/**
 * What the provisioner `ecs` may do: a service for each version, beside the one that was there before.
 *
 * @param roles ARNs of the roles of the task definition
 */
export function ecsStatements(spec: EcsSpec, place: Place, roles: readonly string[]): Statement[] {
  const { cluster, service, rule } = spec;
  const services = { cluster, names: [`${service}-*`, service] };
  return [
    ...readinessStatements(services, place),
    {
      sid: 'RevisionsOfServices',
      actions: ['ecs:DescribeServiceRevisions'],
      resources: [
        ...ecsServiceArns(place, cluster, services.names),
        ...services.names.map((name) => arnOf(place, 'ecs', `service-revision/${cluster}/${name}/*`)),
      ],
    },
    {
      sid: 'ServicesOfVersions',
      actions: ['ecs:CreateService', 'ecs:DeleteService', 'ecs:TagResource'],
      resources: ecsServiceArns(place, cluster, services.names),
    },
    {
      sid: 'TaskDefinitions',
      actions: ['ecs:RegisterTaskDefinition', 'ecs:TagResource'],
      // The family is that of the serving version.
      resources: [arnOf(place, 'ecs', 'task-definition/*')],
      wide: true,
    },
    passRoleStatement(place, roles),
    ruleReads(),
    withoutResources('elasticloadbalancing:DescribeTargetHealth'),
    targetGroupTags(rule, 'AddTags'),
    ...holdStatements(services, place),
    ...handOverStatements(place),
  ];
}
