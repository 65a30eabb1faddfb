import { cloudFormationStatements, unknownTypes } from '../../../activities/permissions/cloudformation.ts';
import { placeIn } from '../../../activities/permissions/place.ts';
import { rolloutStatements } from '../../../activities/permissions/rollout.ts';
import type { Statement } from '../../../activities/permissions/statement.ts';
import { TEMPLATE_TYPES } from '../../../activities/permissions/template-types.ts';
import type { CloudFormationSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import { balanced, LISTENER, PLANS } from './plans.ts';
import { handlerActions, resourceForms } from './reference.ts';

const HERE = placeIn('eu-west-1', '123456789012');
/** Actions that the reference knows resources of, which their calls here do not name. */
const UNNAMED: Readonly<Record<string, string>> = {
  'ecs:ListTasks': 'a container instance, where tasks are listed by service',
  'cloudwatch:GetMetricData': 'a dataset; metrics have no ARNs',
};

describe.each(Object.entries(PLANS))('for %s', (_, plan) => {
  const statements = rolloutStatements(plan, HERE);

  it('each action is one of AWS’s, on resources of a kind that it is authorized by', () => {
    for (const { actions, resources } of statements)
      for (const action of actions) {
        const forms = resourceForms(action);
        expect([action, forms]).toEqual([action, expect.anything()]);
        if (resources.includes('*')) {
          expect([action, action in UNNAMED ? [] : forms]).toEqual([action, []]);
          continue;
        }
        const fits = resources.filter((resource) => forms!.some((form) => form.test(resource)));
        expect([action, fits]).toEqual([action, resources]);
      }
  });

  it('each statement has a name of its own', () => {
    const sids = statements.map(({ sid }) => sid);
    expect(sids).toEqual([...new Set(sids)]);
    expect(sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid))).toEqual([]);
  });
});

const resourcesFor = (statements: readonly Statement[], action: string): string[] =>
  statements.filter(({ actions }) => actions.includes(action)).flatMap(({ resources }) => [...resources]);

it('a template says how its services, nodes and families are called, whatever the version', () => {
  const statements = rolloutStatements(PLANS['the article’s deploy.json']!, HERE);
  expect(resourcesFor(statements, 'ecs:CreateService')).toEqual([
    'arn:aws:ecs:eu-west-1:123456789012:service/shop/cart-*',
  ]);
  expect(resourcesFor(statements, 'ecs:RegisterTaskDefinition')).toEqual([
    'arn:aws:ecs:eu-west-1:123456789012:task-definition/cart:*',
  ]);
  expect(resourcesFor(statements, 'appmesh:DeleteVirtualNode')).toEqual([
    'arn:aws:appmesh:eu-west-1:123456789012:mesh/shop/virtualNode/cart-*',
  ]);
});

it('roles of tasks are those that are said, or any that tasks may take', () => {
  const plan = balanced();
  const role = 'arn:aws:iam::123456789012:role/cart-task';
  expect(rolloutStatements(plan, HERE, [role])).toContainEqual({
    sid: 'RolesOfTasks',
    actions: ['iam:PassRole'],
    resources: [role],
    condition: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] } },
  });
  expect(
    rolloutStatements(plan, HERE)
      .filter(({ wide }) => wide)
      .map(({ sid }) => sid),
  ).toContain('RolesOfTasks');
});

it('roles of tasks are those of a task definition that the file gives', () => {
  const executionRoleArn = 'arn:aws:iam::123456789012:role/cart-execution';
  const containerDefinitions = [{ name: 'app' }];
  const taskDefinition = { family: 'cart', executionRoleArn, containerDefinitions };
  const plan = balanced({ provisioner: { kind: 'ecs', taskDefinition } });
  expect(resourcesFor(rolloutStatements(plan, HERE), 'iam:PassRole')).toEqual([executionRoleArn]);
});

it('which rules forward to the groups is seen only then, so they are any of the load balancer’s', () => {
  expect(
    resourcesFor(rolloutStatements(PLANS['a rule by its tags']!, HERE), 'elasticloadbalancing:ModifyRule'),
  ).toEqual([`${LISTENER.replace(':listener/', ':listener-rule/').split('/').slice(0, 4).join('/')}/*`]);
});

it('people are told by the bus and the topic of the file alone', () => {
  const statements = rolloutStatements(PLANS['people told by AWS']!, HERE);
  expect([
    ...resourcesFor(statements, 'events:PutEvents'),
    ...resourcesFor(statements, 'sns:Publish'),
  ]).toEqual([
    'arn:aws:events:eu-west-1:123456789012:event-bus/deployments',
    'arn:aws:sns:eu-west-1:123456789012:deployments',
  ]);
});

it('a route with nodes of the user’s own is neither made nor removed', () => {
  const actions = rolloutStatements(PLANS['versions that are given']!, HERE).flatMap((each) => each.actions);
  expect(actions.filter((action) => action.startsWith('appmesh:'))).toEqual([
    'appmesh:DescribeVirtualRouter',
    'appmesh:DescribeRoute',
    'appmesh:UpdateRoute',
  ]);
});

describe('what a template makes', () => {
  /** What the types' schemas list for properties that versions do not have. */
  const UNUSED: Readonly<Record<string, readonly string[]>> = {
    // The role of volumes and of classic load balancers.
    'AWS::ECS::Service': ['iam:PassRole'],
    'AWS::ServiceDiscovery::Service': ['servicediscovery:UntagResource'],
  };
  const spec = (templateBody: string): CloudFormationSpec => ({
    kind: 'cloudFormation',
    owner: { environment: 'shop', service: 'cart' },
    stackPrefix: 'shop-cart',
    templateBody,
    parameters: { EnvironmentName: 'shop' },
    capabilities: [],
  });

  it.each([...handlerActions(Object.keys(TEMPLATE_TYPES))])(
    'takes for %s what the type’s own schema lists',
    (type, listed) => {
      const body = JSON.stringify({ Resources: { One: { Type: type, Properties: {} } } });
      const actions = cloudFormationStatements(spec(body), HERE, 'shop', []).flatMap((each) => each.actions);
      const wanted = listed.filter((action) => !UNUSED[type]?.includes(action));
      expect(wanted.filter((action) => !actions.includes(action))).toEqual([]);
    },
  );

  it('names the types that are not known', () => {
    const body = 'Resources:\n  A: { Type: AWS::S3::Bucket }\n  B: { Type: AWS::ECS::Service }\n';
    expect(unknownTypes(spec(body))).toEqual(['AWS::S3::Bucket']);
  });

  it.each([
    ['Name: !Ref EnvironmentName', 'shop'],
    ["Name: !Sub '${EnvironmentName}-${AWS::StackName}'", 'shop-*'],
    ["Name: !Join ['/', [a, !Ref EnvironmentName, !GetAtt Other.Name]]", 'a/shop/*'],
    ['Name: { Fn::ImportValue: some }', '*'],
    ['Other: x', '*'],
  ])('reads a name from %s', (property, name) => {
    const body = `Resources:\n  A:\n    Type: AWS::ECS::Service\n    Properties:\n      ${property.replace('Name:', 'ServiceName:')}\n`;
    expect(resourcesFor(cloudFormationStatements(spec(body), HERE, 'shop', []), 'ecs:CreateService')).toEqual(
      [`arn:aws:ecs:eu-west-1:123456789012:service/*/${name}`],
    );
  });

  it('cannot be told of what is neither YAML nor JSON', () => {
    expect(() => unknownTypes(spec('Resources: {'))).toThrow('the template is neither YAML nor JSON');
  });
});
