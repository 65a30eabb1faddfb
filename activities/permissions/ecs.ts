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
 * What the provisioner `ecs` may do: a service for each version, beside the one that was there before. In place that one may be updated,
 * whatever its tags say, and neither be removed nor made again.
 *
 * @param roles ARNs of the roles of the task definition; where there are none, those that the spec's own names
 */
export function ecsStatements(spec: EcsSpec, place: Place, roles: readonly string[]): Statement[] {
  const { cluster, service, owner, home } = spec;
  const services = { cluster, names: [`${service}-*`, service] };
  const own = home === undefined ? services : { cluster, names: [`${service}-*`] };
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
    ...ownServiceStatements(ecsServiceArns(place, cluster, own.names), owner),
    // The family is that of the serving version, or of a task definition that a pipeline gives.
    ...taskDefinitionStatements(arnOf(place, 'ecs', 'task-definition/*'), owner),
    passRoleStatement(place, roles.length > 0 ? roles : givenRoles(spec)),
    ruleReads(),
    withoutResources('elasticloadbalancing:DescribeTargetHealth'),
    targetGroupTags(spec, 'AddTags'),
    ...holdStatements(own, place, owner),
    ...(home === undefined
      ? handOverStatements(place)
      : [
          withoutResources('elasticloadbalancing:DescribeTargetGroupAttributes'),
          ...holdStatements({ cluster, names: [home.service] }, place),
        ]),
  ];
}

const givenRoles = ({ taskDefinition }: EcsSpec): string[] =>
  [taskDefinition?.taskRoleArn, taskDefinition?.executionRoleArn].filter((role) => role !== undefined);
