import type { Owner } from '../../workflows/rollout/owner.ts';
import { ecsServiceArns, ownServiceStatements, taskDefinitionStatements } from './ecs-services.ts';
import { becomesOwners, isOwners } from './owner-conditions.ts';
import { arnOf, type Place } from './place.ts';
import { withoutResources, type Statement } from './statement.ts';
import { getRoleStatement, passRoleStatement } from './task-roles.ts';
import type { TemplateResource } from './template.ts';

/** Where a template's resources are made. */
export interface Making {
  readonly place: Place;
  /** Whose tags the stack has, which CloudFormation hands on to its resources. */
  readonly owner: Owner;
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
  'AWS::ECS::Service': ({ text }, { place, owner }) => {
    const cluster = text('Cluster').split('/').at(-1) ?? '*';
    const name = text('ServiceName');
    return [
      {
        sid: 'Services',
        actions: ['ecs:DescribeServices', 'ecs:ListServiceDeployments'],
        resources: ecsServiceArns(place, cluster, [name]),
      },
      ...ownServiceStatements(ecsServiceArns(place, cluster, [name]), owner),
      {
        sid: 'DeploymentsOfServices',
        actions: ['ecs:DescribeServiceDeployments'],
        resources: [arnOf(place, 'ecs', `service-deployment/${cluster}/${name}/*`)],
      },
    ];
  },
  'AWS::ECS::TaskDefinition': ({ text }, { place, roles, owner }) => {
    const given = roles.length > 0 ? roles : [text('TaskRoleArn'), text('ExecutionRoleArn')];
    return [
      ...taskDefinitionStatements(arnOf(place, 'ecs', `task-definition/${text('Family')}:*`), owner),
      withoutResources('ecs:DescribeTaskDefinition', 'ecs:DeregisterTaskDefinition'),
      passRoleStatement(place, given),
      getRoleStatement(place, given),
    ];
  },
  'AWS::ServiceDiscovery::Service': (_, { place, owner }) => {
    const inCloudMap = (resource: string) => arnOf(place, 'servicediscovery', resource);
    return [
      {
        sid: 'CloudMapServices',
        actions: ['servicediscovery:CreateService'],
        // Their ids are made up by AWS.
        resources: [inCloudMap('namespace/*'), inCloudMap('service/*')],
        condition: becomesOwners(owner),
      },
      {
        sid: 'CloudMapServicesSeen',
        actions: ['servicediscovery:GetService', 'servicediscovery:GetServiceAttributes'],
        resources: [inCloudMap('service/*')],
      },
      {
        sid: 'CloudMapServicesOfVersions',
        actions: ['servicediscovery:DeleteService', 'servicediscovery:UpdateServiceAttributes'],
        resources: [inCloudMap('service/*')],
        condition: isOwners(owner),
      },
      {
        sid: 'CloudMapServicesTagged',
        actions: ['servicediscovery:TagResource'],
        // AWS knows no resources of it.
        resources: ['*'],
        condition: becomesOwners(owner),
      },
      withoutResources('servicediscovery:ListServices', 'servicediscovery:ListTagsForResource'),
    ];
  },
};
