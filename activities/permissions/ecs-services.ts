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
