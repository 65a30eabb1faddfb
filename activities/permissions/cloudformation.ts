import type { CloudFormationSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { readinessStatements, type ServiceNames } from './ecs-services.ts';
import { arnOf, type Place } from './place.ts';
import { holdStatements } from './scaling.ts';
import { withoutResources, type Statement } from './statement.ts';
import { resourcesOf, type TemplateResource } from './template.ts';
import { TEMPLATE_TYPES } from './template-types.ts';

/**
 * What the provisioner `cloudFormation` may do: a stack for each version, and what the template makes, which CloudFormation
 * makes with the worker's own permissions.
 *
 * @param mesh mesh of the virtual nodes that are made
 * @param roles ARNs of the roles of tasks, where the template does not say them
 */
export function cloudFormationStatements(
  spec: CloudFormationSpec,
  place: Place,
  mesh: string,
  roles: readonly string[],
): Statement[] {
  const resources = resourcesOf(spec);
  const services = resources.filter(({ type }) => type === 'AWS::ECS::Service').map(serviceNames);
  return [
    {
      sid: 'StacksOfVersions',
      actions: [
        'CreateStack',
        'DeleteStack',
        'DescribeStacks',
        'DescribeStackEvents',
        'DescribeStackResources',
        'TagResource',
      ].map((action) => `cloudformation:${action}`),
      resources: [arnOf(place, 'cloudformation', `stack/${spec.stackPrefix}-*/*`)],
    },
    withoutResources('cloudformation:ValidateTemplate'),
    ...services.flatMap((names) => [...readinessStatements(names, place), ...holdStatements(names, place)]),
    ...resources.flatMap(
      (resource) => TEMPLATE_TYPES[resource.type]?.(resource, { place, mesh, roles }) ?? [],
    ),
  ];
}

/** Types of a template's resources, of which it is not known here what they take to be made. */
export const unknownTypes = (spec: CloudFormationSpec): string[] =>
  [...new Set(resourcesOf(spec).map(({ type }) => type))].filter((type) => !(type in TEMPLATE_TYPES)).sort();

const serviceNames = ({ text }: TemplateResource): ServiceNames => ({
  cluster: text('Cluster').split('/').at(-1) ?? '*',
  names: [text('ServiceName')],
});
