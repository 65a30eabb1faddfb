import { ecsServiceArns } from './ecs-services.ts';
import { arnOf, type Place } from './place.ts';
import { withoutResources, type Statement } from './statement.ts';
import { getRoleStatement, passRoleStatement } from './task-roles.ts';
import type { TemplateResource } from './template.ts';

/** Where a template's resources are made. */
export interface Making {
  readonly place: Place;
  readonly mesh: string;
  /** ARNs of the roles of tasks, for templates that do not say them. */
  readonly roles: readonly string[];
}

type Maker = (resource: TemplateResource, making: Making) => Statement[];

/**
 * What CloudFormation calls in the name of whoever creates and deletes a stack, by type of resource: the permissions of the types'
 * own schemas, as far as the resources of a version use them. App Mesh's types have none; theirs are its API's.
 */
export const TEMPLATE_TYPES: Readonly<Record<string, Maker>> = {
  'AWS::AppMesh::VirtualNode': ({ text }, { place, mesh }) => {
    const node = arnOf(place, 'appmesh', `mesh/${mesh}/virtualNode/${text('VirtualNodeName')}`);
    return [
      {
        sid: 'NodesOfVersions',
        actions: ['appmesh:DescribeVirtualNode', 'appmesh:DeleteVirtualNode', 'appmesh:TagResource'],
        resources: [node],
      },
      {
        sid: 'NodesAndBackends',
        actions: ['appmesh:CreateVirtualNode'],
        resources: [node, arnOf(place, 'appmesh', `mesh/${mesh}/virtualService/*`)],
      },
    ];
  },
  'AWS::ECS::Service': ({ text }, { place }) => {
    const cluster = text('Cluster').split('/').at(-1) ?? '*';
    const name = text('ServiceName');
    return [
      {
        sid: 'ServicesOfVersions',
        actions: [
          'ecs:CreateService',
          'ecs:DeleteService',
          'ecs:DescribeServices',
          'ecs:ListServiceDeployments',
          'ecs:TagResource',
        ],
        resources: ecsServiceArns(place, cluster, [name]),
      },
      {
        sid: 'DeploymentsOfServices',
        actions: ['ecs:DescribeServiceDeployments'],
        resources: [arnOf(place, 'ecs', `service-deployment/${cluster}/${name}/*`)],
      },
    ];
  },
  'AWS::ECS::TaskDefinition': ({ text }, { place, roles }) => {
    const given = roles.length > 0 ? roles : [text('TaskRoleArn'), text('ExecutionRoleArn')];
    return [
      {
        sid: 'TaskDefinitions',
        actions: ['ecs:RegisterTaskDefinition', 'ecs:TagResource'],
        resources: [arnOf(place, 'ecs', `task-definition/${text('Family')}:*`)],
      },
      withoutResources('ecs:DescribeTaskDefinition', 'ecs:DeregisterTaskDefinition'),
      passRoleStatement(place, given),
      getRoleStatement(place, given),
    ];
  },
  'AWS::ServiceDiscovery::Service': (_, { place }) => {
    const inCloudMap = (resource: string) => arnOf(place, 'servicediscovery', resource);
    return [
      {
        sid: 'CloudMapServices',
        actions: ['servicediscovery:CreateService'],
        // Their ids are made up by AWS.
        resources: [inCloudMap('namespace/*'), inCloudMap('service/*')],
      },
      {
        sid: 'CloudMapServicesOfVersions',
        actions: [
          'servicediscovery:DeleteService',
          'servicediscovery:GetService',
          'servicediscovery:GetServiceAttributes',
          'servicediscovery:UpdateServiceAttributes',
        ],
        resources: [inCloudMap('service/*')],
      },
      withoutResources(
        'servicediscovery:ListServices',
        'servicediscovery:ListTagsForResource',
        'servicediscovery:TagResource',
      ),
    ];
  },
};
