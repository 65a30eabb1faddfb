import { readFileSync } from 'node:fs';
import {
  CreateRouteCommand,
  CreateVirtualRouterCommand,
  DeleteRouteCommand,
  DescribeVirtualNodeCommand,
} from '@aws-sdk/client-app-mesh';
import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  ListExportsCommand,
  UpdateStackCommand,
  ValidateTemplateCommand,
  type CreateStackCommandInput,
  type Stack,
  type StackEvent,
} from '@aws-sdk/client-cloudformation';
import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { stacksOfAccount } from '../../../../activities/usage/account.ts';
import { startAws, type AwsServer } from './server.ts';
import { until } from './until.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10, ecs_stop_ms: 10, ecs_retry_s: 0.01 });
});

const template = (name: string) => readFileSync(`test/infra/local/aws/templates/${name}.yaml`, 'utf8');
const parameters = (values: Record<string, string>) =>
  Object.entries(values).map(([ParameterKey, ParameterValue]) => ({ ParameterKey, ParameterValue }));
const inLab = { EnvironmentName: 'lab', Namespace: 'yelb.local' };
const version = (Sha: string, ContainerImage = `yelb-appserver:${Sha}`): CreateStackCommandInput => ({
  StackName: `lab-yelb-appserver-${Sha}`,
  TemplateBody: template('version'),
  Parameters: parameters({
    ...inLab,
    MicroserviceName: 'yelb-appserver',
    Sha,
    ContainerImage,
    Port: '4567',
    Protocol: 'http',
  }),
});
const parameter = (name: string, more: object = {}) =>
  JSON.stringify({
    Resources: {
      P: { Type: 'AWS::SSM::Parameter', Properties: { Name: name, Type: 'String', Value: 'v', ...more } },
    },
  });

async function create(input: CreateStackCommandInput) {
  return (await aws.cloudFormation.send(new CreateStackCommand(input))).StackId as string;
}

const createEnvironment = async () => {
  const environment = { TemplateBody: template('environment'), Parameters: parameters(inLab) };
  return settled(await create({ StackName: 'lab', Capabilities: ['CAPABILITY_IAM'], ...environment }));
};

const read = async (StackName: string): Promise<Partial<Stack>> =>
  (await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0] ?? {};

/** Waits until a stack has come to rest, and answers with it. */
const settled = (name: string) =>
  until(
    () => read(name),
    (stack) => !stack.StackStatus?.endsWith('_IN_PROGRESS'),
  );

async function events(StackName: string): Promise<StackEvent[]> {
  const { StackEvents } = await aws.cloudFormation.send(new DescribeStackEventsCommand({ StackName }));
  return (StackEvents ?? []).reverse();
}

const statuses = async (stack: string, resource: string) =>
  (await events(stack))
    .filter((each) => each.LogicalResourceId === resource)
    .map((each) => each.ResourceStatus);

async function remove(name: string) {
  const { StackId } = await read(name);
  await aws.cloudFormation.send(new DeleteStackCommand({ StackName: name }));
  return settled(StackId as string);
}

it('creates an environment and a version in it, and removes both', async () => {
  expect(await createEnvironment()).toMatchObject({ StackStatus: 'CREATE_COMPLETE' });
  const stack = await settled(await create(version('aaaa')));
  expect(stack.StackStatus).toBe('CREATE_COMPLETE');

  const name = 'yelb-appserver-aaaa';
  const node = await aws.appMesh.send(
    new DescribeVirtualNodeCommand({ meshName: 'lab', virtualNodeName: name }),
  );
  expect(node.virtualNode?.spec).toMatchObject({
    listeners: [{ portMapping: { port: 4567, protocol: 'http' }, healthCheck: { path: '/api/hostname' } }],
    serviceDiscovery: { awsCloudMap: { namespaceName: 'yelb.local', serviceName: name } },
    backends: [{ virtualService: { virtualServiceName: 'yelb-db.yelb.local' } }],
  });
  const { services } = await aws.ecs.send(new DescribeServicesCommand({ cluster: 'lab', services: [name] }));
  expect(services?.[0]).toMatchObject({ runningCount: 1, launchType: 'FARGATE' });
  const { taskDefinition } = await aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: 'yelb-appserver' }),
  );
  expect(taskDefinition?.proxyConfiguration?.properties).toContainEqual({ name: 'AppPorts', value: '4567' });
  expect(taskDefinition?.containerDefinitions?.map((each) => each.name)).toEqual(['app', 'xray', 'envoy']);

  await expect(aws.cloudFormation.send(new DeleteStackCommand({ StackName: 'lab' }))).rejects.toThrow(
    /in use by lab-yelb-appserver-aaaa/,
  );
  expect((await remove('lab-yelb-appserver-aaaa')).StackStatus).toBe('DELETE_COMPLETE');
  expect((await remove('lab')).StackStatus).toBe('DELETE_COMPLETE');
  expect((await aws.cloudFormation.send(new ListExportsCommand({}))).Exports).toEqual([]);
});

it('tells what happens to a stack while it happens, in order', async () => {
  await createEnvironment();
  await aws.knobs({ agent: 'attached' });
  const id = await create(version('aaaa'));
  const initiated = (all: StackEvent[]) =>
    all.some((each) => each.LogicalResourceId === 'VirtualNode' && each.ResourceStatus === 'CREATE_COMPLETE');
  await until(() => events(id), initiated);
  const { StackStatus, Outputs } = await read(id);
  expect({ StackStatus, Outputs }).toEqual({ StackStatus: 'CREATE_IN_PROGRESS', Outputs: [] });
  const { StackResources } = await aws.cloudFormation.send(
    new DescribeStackResourcesCommand({ StackName: id }),
  );
  const found = Object.fromEntries(
    (StackResources ?? []).map((each) => [each.LogicalResourceId, each.ResourceStatus]),
  );
  expect(found).toMatchObject({ VirtualNode: 'CREATE_COMPLETE', ServiceDiscoveryRecord: 'CREATE_COMPLETE' });
  expect(await statuses(id, 'VirtualNode')).toEqual([
    'CREATE_IN_PROGRESS',
    'CREATE_IN_PROGRESS',
    'CREATE_COMPLETE',
  ]);
});

it('gives up a creation that is deleted meanwhile', async () => {
  await createEnvironment();
  await aws.knobs({ agent: 'attached' });
  const id = await create(version('aaaa'));
  await until(
    () => statuses(id, 'ECSService'),
    (all) => all.length === 2,
  );
  await aws.knobs({ agent: 'simulated' });
  await aws.cloudFormation.send(new DeleteStackCommand({ StackName: id }));
  expect((await settled(id)).StackStatus).toBe('DELETE_COMPLETE');
});

it('rolls a failing stack back, names the resource, and says what its tasks died of', async () => {
  await createEnvironment();
  await aws.knobs({
    cfn_failed_tasks: 2,
    tasks: [{ match: 'yelb-appserver:bad', fail: true, reason: 'app: exit code 1' }],
  });
  const id = await create(version('aaaa', 'yelb-appserver:bad'));
  expect((await settled(id)).StackStatus).toBe('ROLLBACK_COMPLETE');
  const all = await events(id);
  const failed = all.find((each) => each.ResourceStatus === 'CREATE_FAILED');
  expect(failed?.LogicalResourceId).toBe('ECSService');
  expect(failed?.ResourceStatusReason).toMatch(/2 tasks failed to start; stopped tasks: app: exit code 1/);
  const rollback = all.find((each) => each.ResourceStatus === 'ROLLBACK_IN_PROGRESS');
  expect(rollback?.ResourceStatusReason).toBe(
    'The following resource(s) failed to create: [ECSService]. Rollback requested by user.',
  );
  const node = { meshName: 'lab', virtualNodeName: 'yelb-appserver-aaaa' };
  await expect(aws.appMesh.send(new DescribeVirtualNodeCommand(node))).rejects.toMatchObject({
    name: 'NotFoundException',
  });
  await expect(create(version('aaaa'))).rejects.toMatchObject({ name: 'AlreadyExistsException' });
});

it('fails a service that does not become steady in time', async () => {
  await createEnvironment();
  await aws.knobs({ agent: 'attached', cfn_service_timeout_s: 0.2 });
  const id = await create({ ...version('aaaa'), OnFailure: 'DO_NOTHING' });
  expect((await settled(id)).StackStatus).toBe('CREATE_FAILED');
  const failed = (await events(id)).find(
    (each) => each.LogicalResourceId === 'ECSService' && each.ResourceStatus === 'CREATE_FAILED',
  );
  expect(failed?.ResourceStatusReason).toMatch(/did not stabilize/);
});

it.each([
  [{ OnFailure: 'DO_NOTHING' }, 'CREATE_FAILED'],
  [{ DisableRollback: true }, 'CREATE_FAILED'],
  [{ OnFailure: 'DELETE' }, 'DELETE_COMPLETE'],
  [{}, 'ROLLBACK_COMPLETE'],
] as const)('after a failure with %p the stack is %s', async (wanted, status) => {
  await aws.faults([{ service: 'ssm', action: 'PutParameter', error: 'InternalServerError' }]);
  const id = await create({ StackName: 's', TemplateBody: parameter('p'), ...wanted });
  expect((await settled(id)).StackStatus).toBe(status);
  expect((await events(id)).map((each) => each.ResourceStatusReason).join()).toMatch(/InternalServerError/);
});

it('leaves a node that a route names, and deletes the stack once the route is gone', async () => {
  await createEnvironment();
  await settled(await create(version('aaaa')));
  const router = { meshName: 'lab', virtualRouterName: 'vr' };
  await aws.appMesh.send(new CreateVirtualRouterCommand({ ...router, spec: {} }));
  const weightedTargets = [{ virtualNode: 'yelb-appserver-aaaa', weight: 100 }];
  await aws.appMesh.send(
    new CreateRouteCommand({
      ...router,
      routeName: 'r',
      spec: { httpRoute: { match: { prefix: '/' }, action: { weightedTargets } } },
    }),
  );
  const stack = await remove('lab-yelb-appserver-aaaa');
  expect(stack).toMatchObject({
    StackStatus: 'DELETE_FAILED',
    StackStatusReason: 'The following resource(s) failed to delete: [VirtualNode].',
  });
  expect(await statuses(stack.StackId as string, 'ECSService')).toContain('DELETE_COMPLETE');
  await aws.appMesh.send(new DeleteRouteCommand({ ...router, routeName: 'r' }));
  expect((await remove('lab-yelb-appserver-aaaa')).StackStatus).toBe('DELETE_COMPLETE');
});

it('treats the deletion of a stack that is not there as done', async () => {
  await expect(aws.cloudFormation.send(new DeleteStackCommand({ StackName: 'none' }))).resolves.toBeDefined();
  await expect(read('none')).rejects.toThrow('Stack with id none does not exist');
});

it('refuses to create a stack twice, unless the request token is the same', async () => {
  const wish = { StackName: 's', TemplateBody: parameter('p'), ClientRequestToken: 'once' };
  const id = await create(wish);
  expect(await create(wish)).toBe(id);
  await expect(create({ ...wish, ClientRequestToken: 'twice' })).rejects.toMatchObject({
    name: 'AlreadyExistsException',
  });
});

it('takes what Parameter Store has of a parameter, anew at each update', async () => {
  const put = (Value: string) =>
    aws.ssm.send(new PutParameterCommand({ Name: 'latest', Type: 'String', Value, Overwrite: true }));
  const TemplateBody = JSON.stringify({
    Parameters: { Latest: { Type: 'AWS::SSM::Parameter::Value<String>', Default: 'latest' } },
    Resources: {
      P: { Type: 'AWS::SSM::Parameter', Properties: { Name: 'p', Type: 'String', Value: { Ref: 'Latest' } } },
    },
  });
  const update = new UpdateStackCommand({ StackName: 's', UsePreviousTemplate: true });
  const stored = async () => (await aws.ssm.send(new GetParameterCommand({ Name: 'p' }))).Parameter?.Value;

  const wish = { StackName: 's', TemplateBody };
  await expect(create(wish)).rejects.toThrow(
    'Unable to fetch parameters [latest] from parameter store for this account',
  );
  await put('one');
  await settled(await create(wish));
  expect(await stored()).toBe('one');
  await expect(aws.cloudFormation.send(update)).rejects.toThrow('No updates are to be performed');
  await put('two');
  await aws.cloudFormation.send(update);
  expect(await settled('s')).toMatchObject({
    Parameters: [{ ParameterKey: 'Latest', ParameterValue: 'latest', ResolvedValue: 'two' }],
  });
  expect(await stored()).toBe('two');
});

it('wants IAM resources to be acknowledged', async () => {
  const environment = {
    StackName: 'lab',
    TemplateBody: template('environment'),
    Parameters: parameters(inLab),
  };
  await expect(create(environment)).rejects.toMatchObject({ name: 'InsufficientCapabilitiesException' });
});

it('validates a template, and lists its parameters and capabilities', async () => {
  const validated = await aws.cloudFormation.send(
    new ValidateTemplateCommand({ TemplateBody: template('environment') }),
  );
  expect(validated.Parameters?.map((each) => each.ParameterKey)).toEqual(['EnvironmentName', 'Namespace']);
  expect(validated.Capabilities).toEqual(['CAPABILITY_IAM']);
});

const refuted: [string, string, RegExp][] = [
  ['no YAML', 'a: [', /not well-formed/],
  ['no resources', 'Resources: {}', /At least one Resources member/],
  ['an unknown section', 'Resource: {}', /Invalid template property or properties \[Resource\]/],
  ['a resource without type', 'Resources: { A: { Properties: {} } }', /must have a Type/],
  [
    'a reference to nothing',
    parameter('p', { Value: { Ref: 'Nobody' } }),
    /Unresolved resource dependencies \[Nobody\]/,
  ],
  ['a cycle', parameter('p', { Value: { Ref: 'P' } }), /Circular dependency/],
];
it.each(refuted)('refuses a template with %s', async (_, TemplateBody, message) => {
  await expect(aws.cloudFormation.send(new ValidateTemplateCommand({ TemplateBody }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: expect.stringMatching(message),
  });
});

it('refuses parameters that are missing, unknown or no number', async () => {
  const wish = version('aaaa');
  await expect(create({ ...wish, Parameters: [] })).rejects.toThrow(/must have values/);
  const unknown = [...(wish.Parameters ?? []), ...parameters({ Oops: '1' })];
  await expect(create({ ...wish, Parameters: unknown })).rejects.toThrow(/\[Oops\] do not exist/);
  const noNumber = wish.Parameters?.map((each) =>
    each.ParameterKey === 'Port' ? { ...each, ParameterValue: 'x' } : each,
  );
  await expect(create({ ...wish, Parameters: noNumber })).rejects.toThrow(/'Port' must be a number/);
});

it('fails a stack with a resource type or a property that there is not', async () => {
  const kind = await settled(
    await create({ StackName: 'a', TemplateBody: 'Resources: { A: { Type: AWS::Oops::Thing } }' }),
  );
  expect(kind.StackStatus).toBe('ROLLBACK_COMPLETE');
  const property = await settled(await create({ StackName: 'b', TemplateBody: parameter('p', { Oops: 1 }) }));
  expect((await events(property.StackId as string)).map((each) => each.ResourceStatusReason).join()).toMatch(
    /extraneous key \[Oops\]/,
  );
});

it('updates a stack in place or by replacement, and goes back when that fails', async () => {
  const id = await create({ StackName: 's', TemplateBody: parameter('one') });
  await settled(id);
  const update = async (TemplateBody: string) => {
    await aws.cloudFormation.send(new UpdateStackCommand({ StackName: 's', TemplateBody }));
    return (await settled(id)).StackStatus;
  };
  const value = async (Name: string) =>
    (await aws.ssm.send(new GetParameterCommand({ Name }))).Parameter?.Value;
  expect(await update(parameter('two', { Value: 'w' }))).toBe('UPDATE_COMPLETE');
  expect(await value('two')).toBe('w');
  await expect(value('one')).rejects.toMatchObject({ name: 'ParameterNotFound' });
  await expect(update(parameter('two', { Value: 'w' }))).rejects.toThrow('No updates are to be performed.');
  await aws.faults([{ service: 'ssm', action: 'PutParameter', error: 'InternalServerError' }]);
  expect(await update(parameter('three'))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(await value('two')).toBe('w');
});

it('tells how many stacks there are, and may be', async () => {
  const before = await stacksOfAccount(aws.cloudFormation);
  await settled(await create({ StackName: 'counted', TemplateBody: parameter('counted') }));
  expect(await stacksOfAccount(aws.cloudFormation)).toEqual({
    ...before,
    used: before.used + 1,
    limit: 2000,
  });
});
