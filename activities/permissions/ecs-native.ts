import type { EcsNativeSpec } from '../../workflows/rollout/ecs-native-spec.ts';
import { ecsServiceArns, taskDefinitionStatements } from './ecs-services.ts';
import { arnOf, type Place } from './place.ts';
import { withoutResources, type Statement } from './statement.ts';
import { passRoleStatement } from './task-roles.ts';

/**
 * What the driver `ecsNative` may do: update one service, unless others do, and let its deployments go on or back. The load balancer is ECS's to write, by a
 * role of its own.
 *
 * @param roles ARNs of the roles of the task definition
 */
export function ecsNativeStatements(
  { cluster, service, owner, adopt }: EcsNativeSpec,
  place: Place,
  roles: readonly string[],
): Statement[] {
  const deployments = arnOf(place, 'ecs', `service-deployment/${cluster}/${service}/*`);
  return [
    {
      sid: 'Service',
      actions: [
        'ecs:DescribeServices',
        'ecs:ListServiceDeployments',
        ...(adopt ? [] : ['ecs:UpdateService']),
      ],
      resources: ecsServiceArns(place, cluster, [service]),
    },
    {
      sid: 'ServiceDeployments',
      actions: [
        'ecs:DescribeServiceDeployments',
        'ecs:ContinueServiceDeployment',
        'ecs:StopServiceDeployment',
      ],
      resources: [deployments],
    },
    {
      sid: 'RevisionsOfServices',
      actions: ['ecs:DescribeServiceRevisions'],
      resources: [
        ...ecsServiceArns(place, cluster, [service]),
        arnOf(place, 'ecs', `service-revision/${cluster}/${service}/*`),
      ],
    },
    ...(adopt
      ? []
      : [
          ...taskDefinitionStatements(arnOf(place, 'ecs', 'task-definition/*'), owner),
          passRoleStatement(place, roles),
        ]),
    withoutResources('ecs:DescribeTaskDefinition'),
    withoutResources('elasticloadbalancing:DescribeTargetHealth'),
  ];
}
