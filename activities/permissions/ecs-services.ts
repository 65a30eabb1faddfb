import type { Owner } from '../../workflows/rollout/owner.ts';
import { becomesOwners, isOwners } from './owner-conditions.ts';
import { arnOf, type Place } from './place.ts';
import { withoutResources, type Statement } from './statement.ts';

/** ECS services of one cluster, by names in which `*` stands for any characters. */
export interface ServiceNames {
  readonly cluster: string;
  readonly names: readonly string[];
}

export const ecsServiceArns = (place: Place, cluster: string, names: readonly string[]): string[] =>
  names.map((name) => arnOf(place, 'ecs', `service/${cluster}/${name}`));

/** Seeing whether services are steady, and why their tasks stopped. */
export const readinessStatements = ({ cluster, names }: ServiceNames, place: Place): Statement[] => [
  { sid: 'Services', actions: ['ecs:DescribeServices'], resources: ecsServiceArns(place, cluster, names) },
  {
    sid: 'Tasks',
    actions: ['ecs:DescribeTasks'],
    resources: [arnOf(place, 'ecs', `task/${cluster}/*`)],
  },
  {
    sid: 'TasksOfCluster',
    actions: ['ecs:ListTasks'],
    // Tasks of a service are listed without a resource that AWS would know.
    resources: ['*'],
    condition: { ArnLike: { 'ecs:cluster': [arnOf(place, 'ecs', `cluster/${cluster}`)] } },
  },
  withoutResources('ecs:DescribeTaskDefinition'),
];

/** Making ECS services with an owner's tags, and changing and removing those that have them. */
export const ownServiceStatements = (resources: readonly string[], owner: Owner): Statement[] => [
  {
    sid: 'ServicesMade',
    actions: ['ecs:CreateService'],
    resources,
    condition: becomesOwners(owner),
  },
  {
    sid: 'ServicesTagged',
    actions: ['ecs:TagResource'],
    resources,
    condition: becomesOwners(owner, { 'ecs:CreateAction': ['CreateService'] }),
  },
  {
    sid: 'ServicesOfVersions',
    actions: ['ecs:UpdateService', 'ecs:DeleteService'],
    resources,
    condition: isOwners(owner),
  },
];

/** Registering task definitions with an owner's tags. */
export const taskDefinitionStatements = (family: string, owner: Owner): Statement[] => [
  {
    sid: 'TaskDefinitions',
    actions: ['ecs:RegisterTaskDefinition'],
    resources: [family],
    condition: becomesOwners(owner),
  },
  {
    sid: 'TaskDefinitionsTagged',
    actions: ['ecs:TagResource'],
    resources: [family],
    condition: becomesOwners(owner, { 'ecs:CreateAction': ['RegisterTaskDefinition'] }),
  },
];
