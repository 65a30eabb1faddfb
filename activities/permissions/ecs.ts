import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import {
  ecsServiceArns,
  ownServiceStatements,
  readinessStatements,
  taskDefinitionStatements,
} from './ecs-services.ts';
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
  const { cluster, service, owner } = spec;
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
    ...ownServiceStatements(ecsServiceArns(place, cluster, services.names), owner),
    // The family is that of the serving version.
    ...taskDefinitionStatements(arnOf(place, 'ecs', 'task-definition/*'), owner),
    passRoleStatement(place, roles),
    ruleReads(),
    withoutResources('elasticloadbalancing:DescribeTargetHealth'),
    targetGroupTags(spec, 'AddTags'),
    ...holdStatements(services, place, owner),
    ...handOverStatements(place),
  ];
}
