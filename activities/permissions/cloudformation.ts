import type { CloudFormationSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { readinessStatements, type ServiceNames } from './ecs-services.ts';
import { becomesOwners, isOwners } from './owner-conditions.ts';
import { arnOf, type Place } from './place.ts';
import { holdStatements } from './scaling.ts';
import { withoutResources, type Statement } from './statement.ts';
import { templateResources, type TemplateResource } from './template.ts';
import { TEMPLATE_TYPES } from './template-types.ts';

/**
 * What the provisioner `cloudFormation` may do: a stack for each version, and what the template makes, which CloudFormation
 * makes with the worker's own permissions unless it has a role of its own.
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
  const { owner, roleArn } = spec;
  const services = templateResources(spec)
    .filter(({ type }) => type === 'AWS::ECS::Service')
    .map(serviceNames);
  const resources = [arnOf(place, 'cloudformation', `stack/${spec.stackPrefix}-*/*`)];
  const byItsRole = roleArn === undefined ? undefined : { 'cloudformation:RoleArn': [roleArn] };
  return [
    {
      sid: 'StacksSeen',
      actions: ['DescribeStacks', 'DescribeStackEvents', 'ListStackResources'].map(
        (action) => `cloudformation:${action}`,
      ),
      resources,
    },
    {
      sid: 'StacksMade',
      actions: ['cloudformation:CreateStack'],
      resources,
      condition: becomesOwners(owner, byItsRole),
    },
    {
      sid: 'StacksTagged',
      actions: ['cloudformation:TagResource'],
      resources,
      condition: becomesOwners(owner, { 'cloudformation:CreateAction': ['CreateStack'] }),
    },
    {
      sid: 'StacksRemoved',
      actions: ['cloudformation:DeleteStack'],
      resources,
      condition: isOwners(owner),
    },
    withoutResources('cloudformation:ValidateTemplate'),
    ...services.flatMap((names) => [
      ...readinessStatements(names, place),
      ...holdStatements(names, place, owner),
    ]),
    ...(roleArn === undefined ? templateStatements(spec, place, mesh, roles) : [passedOn(roleArn)]),
  ];
}

/** What making and removing a template's resources takes: of CloudFormation's own role, or else of the worker's. */
export const templateStatements = (
  spec: CloudFormationSpec,
  place: Place,
  mesh: string,
  roles: readonly string[],
): Statement[] =>
  templateResources(spec).flatMap(
    (resource) => TEMPLATE_TYPES[resource.type]?.(resource, { place, mesh, roles, owner: spec.owner }) ?? [],
  );

/** Giving CloudFormation its role, and nobody else. */
const passedOn = (roleArn: string): Statement => ({
  sid: 'RoleOfCloudFormation',
  actions: ['iam:PassRole'],
  resources: [roleArn],
  condition: { StringEquals: { 'iam:PassedToService': ['cloudformation.amazonaws.com'] } },
});

/** Types of a template's resources, of which it is not known here what they take to be made. */
export const unknownTypes = (spec: CloudFormationSpec): string[] =>
  [...new Set(templateResources(spec).map(({ type }) => type))]
    .filter((type) => !(type in TEMPLATE_TYPES))
    .sort();

const serviceNames = ({ text }: TemplateResource): ServiceNames => ({
  cluster: text('Cluster').split('/').at(-1) ?? '*',
  names: [text('ServiceName')],
});
