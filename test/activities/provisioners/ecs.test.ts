import {
  DeregisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { ownerTags } from '../../../activities/ownership.ts';
import { weightedGroupsRouter } from '../../../activities/routers/weighted-groups.ts';
import { newService, newTaskDefinition } from '../../../activities/provisioners/ecs-copy.ts';
import { madeTags } from '../../../activities/provisioners/ecs-tags.ts';
import { refusalsOf } from '../../../activities/provisioners/ecs-refusals.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { provisionerContract, settled } from './contract.ts';
import { startEcs } from './ecs-world.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({
    agent: 'simulated',
    page_size: 2,
    ecs_retry_s: 0.05,
    ecs_retry_max_s: 0.05,
    tasks: [
      // Slow enough to be seen on its way.
      { match: 'cart:good', start_ms: 1500 },
      { match: 'cart:broken', fail: true, reason: 'CannotPullContainerError: cart:broken: not found' },
      {
        match: 'cart:hungry',
        fail: true,
        reason: 'OutOfMemoryError: Container killed due to memory usage',
      },
    ],
  });
});
afterAll(() => aws.stop());

describe('a second ECS service beside the serving one', () => {
  provisionerContract(async () => {
    const { provisioner } = await startEcs(aws);
    return { good: provisioner(), bad: provisioner({ image: 'cart:broken' }) };
  });
});

it("is stable's task definition with the new image and the plan's overrides, and nothing else", async () => {
  const world = await startEcs(aws);
  await world.provisioner({ environment: { COLOUR: 'green', SHAPE: 'round' } }).create('v1', 'run-1');
  const { containerDefinitions: before, ...settingsBefore } = (await world.definition('cart')) ?? {};
  const { containerDefinitions: after, ...settings } = (await world.definition('cart-v1')) ?? {};
  expect(settings).toEqual({
    ...settingsBefore,
    revision: 2,
    taskDefinitionArn: expect.stringMatching(/cart:2$/),
    registeredAt: expect.any(Date),
  });
  expect(after).toEqual([
    {
      ...before?.[0],
      image: 'cart:good',
      environment: [
        { name: 'SIZE', value: 'small' },
        { name: 'COLOUR', value: 'green' },
        { name: 'SHAPE', value: 'round' },
      ],
    },
    before?.[1],
  ]);
});

it("is made like stable's service, behind the idle target group, and tagged with its version", async () => {
  const world = await startEcs(aws);
  await world.provisioner().create('v1', 'run-1');
  expect(await world.describe('cart-v1')).toMatchObject({
    desiredCount: 2,
    launchType: 'FARGATE',
    loadBalancers: [{ targetGroupArn: world.alb.group('b'), containerName: 'app', containerPort: 4567 }],
    networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
    deploymentConfiguration: { deploymentCircuitBreaker: { enable: true, rollback: false } },
    tags: expect.arrayContaining([
      { key: 'team', value: 'shop' },
      { key: 'serin:version', value: 'v1' },
    ]),
  });
  expect(await world.alb.versionOf('b')).toBe('v1');
});

it("has the plan's tags, too, in place of stable's of the same key", async () => {
  const world = await startEcs(aws);
  await world.provisioner({ tags: { team: 'cart', cost: 'c1' } }).create('v1', 'run-1');
  expect((await world.describe('cart-v1'))?.tags).toEqual([
    { key: 'team', value: 'cart' },
    { key: 'cost', value: 'c1' },
    { key: 'serin:environment', value: 'shop' },
    { key: 'serin:service', value: 'cart' },
    { key: 'serin:version', value: 'v1' },
    { key: 'serin:rollout', value: 'run-1' },
    { key: 'managed-by', value: 'serin' },
  ]);
});

it('is as small as the plan wants it', async () => {
  const world = await startEcs(aws);
  await world.provisioner({ tasks: 1 }).create('v1', 'run-1');
  expect(await world.describe('cart-v1')).toMatchObject({ desiredCount: 1 });
});

it('is ready only when the load balancer finds its targets healthy', async () => {
  const world = await startEcs(aws);
  const provisioner = world.provisioner();
  await aws.knobs({ targets: { 'cart-b': 'unhealthy' } });
  await provisioner.create('v1', 'run-1');
  await eventually(async () => {
    const readiness = await provisioner.readiness('v1');
    return readiness.kind === 'pending' && /0 of 2 targets in cart-b are healthy/.test(readiness.reason);
  });
  await aws.knobs({ targets: {} });
  expect(await settled(provisioner, 'v1')).toEqual({ kind: 'ready' });
});

it('says why its tasks do not stay', async () => {
  const world = await startEcs(aws);
  const provisioner = world.provisioner({ image: 'cart:hungry' });
  await provisioner.create('v1', 'run-1');
  expect(await settled(provisioner, 'v1')).toMatchObject({
    kind: 'failed',
    reason: expect.stringMatching(/circuit breaker.*OutOfMemoryError/),
  });
});

it('takes over: the tested tasks stay, the service that was there before goes, and the groups swap roles', async () => {
  const world = await startEcs(aws);
  const router = weightedGroupsRouter(albBalancing(world.alb.elb, { arn: world.alb.rule }));
  const first = world.provisioner();
  await first.create('v1', 'run-1');
  await settled(first, 'v1');
  await router.write([
    { version: 'v0', weight: 0 },
    { version: 'v1', weight: 100 },
  ]);
  await router.write([{ version: 'v1', weight: 100 }]);
  await first.remove('v0');
  expect(await settled(first, 'v0')).toEqual({ kind: 'absent' });
  expect(await first.readiness('v1')).toEqual({ kind: 'ready' });
  expect(await world.services()).toEqual(['cart-v1']);

  const second = world.provisioner({ image: 'cart:better' });
  await second.create('v2', 'run-1');
  expect(await settled(second, 'v2')).toEqual({ kind: 'ready' });
  expect(await world.describe('cart-v2')).toMatchObject({
    loadBalancers: [{ targetGroupArn: world.alb.group('a') }],
  });
});

const SPEC = {
  kind: 'ecs',
  owner: { environment: 'shop', service: 'cart' },
  cluster: 'c',
  service: 'cart',
  rule: { arn: '' },
  image: '',
  environment: {},
} as const;
const TAGS = madeTags(SPEC, 'v1', 'run-1');

it("has what stable's service is told of in its deployment, its role and its alarms", () => {
  const volumeConfigurations = [{ name: 'data' }];
  const serviceConnectConfiguration = { enabled: true, namespace: 'shop' };
  const stable = {
    roleArn: 'arn:aws:iam::123456789012:role/balancing',
    schedulingStrategy: 'REPLICA' as const,
    deployments: [{ status: 'PRIMARY', volumeConfigurations, serviceConnectConfiguration }],
    deploymentConfiguration: {
      bakeTimeInMinutes: 3,
      alarms: { alarmNames: ['errors'], enable: true, rollback: true },
    },
  };
  expect(newService(SPEC, 'v1', stable, 'cart:2', 'b', TAGS)).toMatchObject({
    volumeConfigurations,
    serviceConnectConfiguration,
    role: stable.roleArn,
    schedulingStrategy: 'REPLICA',
    deploymentConfiguration: stable.deploymentConfiguration,
  });
  const roleArn = 'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS';
  expect(newService(SPEC, 'v1', { roleArn }, 'cart:2', 'b', TAGS).role).toBeUndefined();
});

it.each([true, false])(
  "keeps what stable's circuit breaker does with later deployments: rollback %s",
  (rollback) => {
    const deploymentConfiguration = { deploymentCircuitBreaker: { enable: true, rollback } };
    expect(newService(SPEC, 'v1', { deploymentConfiguration }, 'cart:2', 'b', TAGS)).toMatchObject({
      deploymentConfiguration,
    });
  },
);

it("renews all containers of one image, and gives the plan's variables to one", () => {
  const containerDefinitions = [
    { name: 'app', image: 'cart:v0' },
    { name: 'migrate', image: 'cart:v0' },
    { name: 'log', image: 'log:1' },
  ];
  const spec = { ...SPEC, image: 'cart:v1', environment: { COLOUR: 'green' } };
  expect(newTaskDefinition(spec, 'app', { containerDefinitions }, TAGS).containerDefinitions).toEqual([
    { name: 'app', image: 'cart:v1', environment: [{ name: 'COLOUR', value: 'green' }] },
    { name: 'migrate', image: 'cart:v1' },
    { name: 'log', image: 'log:1' },
  ]);
});

it("has the tags of stable's task definition, too", () => {
  const stableTags = [
    { key: 'cost', value: 'c1' },
    { key: 'serin:version', value: 'v0' },
  ];
  expect(newTaskDefinition(SPEC, 'app', {}, TAGS, stableTags).tags).toEqual([
    { key: 'cost', value: 'c1' },
    ...TAGS,
  ]);
});

it("leaves out stable's tags that AWS keeps to itself", () => {
  const stable = {
    tags: [
      { key: 'aws:cloudformation:stack-name', value: 's' },
      { key: 'team', value: 'shop' },
    ],
  };
  expect(newService(SPEC, 'v1', stable, 'cart:2', 'b', TAGS).tags).toEqual([
    { key: 'team', value: 'shop' },
    { key: 'serin:environment', value: 'shop' },
    { key: 'serin:service', value: 'cart' },
    { key: 'serin:version', value: 'v1' },
    { key: 'serin:rollout', value: 'run-1' },
    { key: 'managed-by', value: 'serin' },
  ]);
});

it('knows the ECS services of versions, also of the one that was there before and does not tell its version', async () => {
  const provisioner = (await startEcs(aws)).provisioner();
  expect(await provisioner.services('v0')).toEqual(['service/shop/cart']);
  await provisioner.create('v1', 'run-1');
  expect([await provisioner.services('v0'), await provisioner.services('v1')]).toEqual([
    ['service/shop/cart'],
    ['service/shop/cart-v1'],
  ]);
});

it('gives a version that a dead rollout left running its target group back', async () => {
  const world = await startEcs(aws);
  const provisioner = world.provisioner();
  await provisioner.create('v1', 'run-1');
  await settled(provisioner, 'v1');
  await world.alb.tag('b', undefined);
  await provisioner.create('v1', 'run-1');
  expect(await world.alb.versionOf('b')).toBe('v1');
});

it('fails for good, in the words of ECS, when ECS will not have it', async () => {
  const world = await startEcs(aws);
  const error = { service: 'ecs', action: 'CreateService', error: 'InvalidParameterException', times: 1 };
  await aws.faults([error]);
  await expect(world.provisioner().create('v1', 'run-1')).rejects.toMatchObject({
    type: 'VersionFailed',
    message: expect.stringMatching(/^ECS refuses it: ./),
  });
});

it('tries again what only failed for now, without a second task definition', async () => {
  const world = await startEcs(aws);
  await aws.faults([{ service: 'ecs', action: 'CreateService', error: 'ServerException', times: 1 }]);
  await expect(world.provisioner().create('v1', 'run-1')).rejects.toMatchObject({ name: 'ServerException' });
  await world.provisioner().create('v1', 'run-1');
  expect((await world.definition('cart-v1'))?.revision).toBe(2);
});

it('runs the environment of the second try, where the first one had another', async () => {
  const world = await startEcs(aws);
  await aws.faults([{ service: 'ecs', action: 'CreateService', error: 'ServerException', times: 1 }]);
  const first = world.provisioner({ environment: { DB_HOST: 'db-typo' } });
  await expect(first.create('v1', 'run-1')).rejects.toMatchObject({ name: 'ServerException' });
  await world.provisioner({ environment: { DB_HOST: 'db' } }).create('v1', 'run-1');
  expect((await world.definition('cart-v1'))?.containerDefinitions?.[0]?.environment).toContainEqual({
    name: 'DB_HOST',
    value: 'db',
  });
});

it('is copied from a definition that is INACTIVE, where the family has no other', async () => {
  const world = await startEcs(aws);
  await aws.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'cart:1' }));
  await world.provisioner().create('v1', 'run-1');
  expect((await world.definition('cart-v1'))?.containerDefinitions?.[0]?.image).toBe('cart:good');
});

it('takes no call that was put off for a refusal, though all of them were', async () => {
  const world = await startEcs(aws);
  world.alb.elb.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === 'DescribeTargetHealthCommand')
          throw ApplicationFailure.create({ type: 'Paced', message: 'later' });
        return next(args);
      },
    { step: 'finalizeRequest' },
  );
  await expect(world.provisioner().create('v1', 'run-1')).rejects.toMatchObject({ type: 'Paced' });
});

describe('refuses, before anything is made,', () => {
  const refusal = async (world: Awaited<ReturnType<typeof startEcs>>, changes = {}) => {
    const error = await world
      .provisioner(changes)
      .create('v1', 'run-1')
      .then(() => undefined)
      .catch((e: Error & { type?: string }) => e);
    expect(await world.services()).toEqual(['cart']);
    expect(await world.alb.versionOf('b')).not.toBe('v1');
    expect(error?.type).toBe('VersionFailed');
    return error?.message;
  };

  it('a container that is not there', async () => {
    const world = await startEcs(aws);
    expect(await refusal(world, { container: 'web' })).toBe(
      'task definition cart has no container web, only app, log',
    );
  });

  it('a variable that is a secret of the container', async () => {
    const world = await startEcs(aws);
    const { containerDefinitions: [app, ...others] = [], ...serving } =
      (await world.definition('cart')) ?? {};
    const secrets = [{ name: 'TOKEN', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/token' }];
    const { taskDefinition } = await aws.ecs.send(
      new RegisterTaskDefinitionCommand({
        family: 'cart',
        networkMode: serving.networkMode,
        cpu: serving.cpu,
        memory: serving.memory,
        requiresCompatibilities: serving.requiresCompatibilities,
        executionRoleArn: serving.executionRoleArn,
        containerDefinitions: [{ ...app, secrets }, ...others],
      }),
    );
    const taskDefinitionArn = taskDefinition?.taskDefinitionArn;
    await aws.ecs.send(
      new UpdateServiceCommand({ cluster: 'shop', service: 'cart', taskDefinition: taskDefinitionArn }),
    );
    await eventually(async () => {
      const { deployments = [] } = (await world.describe('cart')) ?? {};
      return deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED';
    });
    expect(await refusal(world, { environment: { TOKEN: 'x' } })).toMatch(
      /^container app has a secret TOKEN, so ECS takes no variable of this name: rename it/,
    );
  });

  it('more tags than ECS takes, with those of the plan and of Serin', async () => {
    const tags = Array.from({ length: 43 }, (_, i) => ({ key: `tag-${i}`, value: 'x' }));
    const owned = Object.entries(ownerTags({ environment: 'shop', service: 'cart' }, 'v0'));
    const world = await startEcs(aws, {
      tags: [...tags, ...owned.map(([key, value]) => ({ key, value }))],
    });
    expect(await refusal(world, { tags: { one: '1', two: '2', three: '3' } })).toBe(
      'a copy of ECS service cart would have 51 tags, with those of the plan and of Serin, and ECS takes 50: remove 1',
    );
  });

  it('a serving group that does not say its version', async () => {
    const world = await startEcs(aws);
    await world.alb.tag('a', undefined);
    expect(await refusal(world)).toMatch(/cart-a has all traffic, but does not say which version it serves/);
  });

  it('a serving group with nothing in it, where the service has never been made', async () => {
    const world = await startEcs(aws);
    await world.alb.tag('a', undefined);
    await aws.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'cart', desiredCount: 0 }));
    await eventually(async () => (await world.alb.targets('a')) === 0);
    expect(await refusal(world)).toMatch(
      /cart-a has all traffic, but nothing is in it: make ECS service cart in cluster shop behind it once/,
    );
  });

  it('a rule whose five target groups are all taken', async () => {
    const world = await startEcs(aws, {}, { a: 100, b: 0, c: 0, d: 0, e: 0 });
    for (const name of ['b', 'c', 'd', 'e']) await world.alb.tag(name, `v-${name}`);
    expect(await refusal(world)).toMatch(/of the 5 that a rule takes, make one free$/);
  });

  it('a serving group with no service of that name', async () => {
    const world = await startEcs(aws);
    expect(await refusal(world, { service: 'basket' })).toBe(
      'neither ECS service basket-v0 nor basket of cluster shop is behind cart-a, which has all traffic',
    );
  });

  it('a cluster that is not there, and has nothing to remove from it', async () => {
    const world = await startEcs(aws);
    expect(await refusal(world, { cluster: 'shpo' })).toBe(
      'neither ECS service cart-v0 nor cart of cluster shpo is behind cart-a, which has all traffic',
    );
    await world.provisioner({ cluster: 'shpo' }).remove('v1');
  });

  it('traffic that is split already', async () => {
    const world = await startEcs(aws);
    await world.alb.weigh({ a: 50, b: 50 });
    expect(await refusal(world)).toMatch(
      /2 target groups of the rule get traffic \(cart-a 50 %, cart-b 50 %\)/,
    );
    await world.alb.weigh({ a: 0, b: 0 });
    expect(await refusal(world)).toMatch(/0 target groups of the rule get traffic/);
  });

  it("an idle group that is another version's, or has targets of somebody else", async () => {
    const world = await startEcs(aws);
    await world.alb.tag('b', 'v9');
    expect(await refusal(world)).toMatch(/no free target group at weight 0 \(cart-b is v9's\)/);
    await world.alb.tag('b', undefined);
    await world.alb.run('b', undefined);
    expect(await refusal(world)).toMatch(/1 targets are in it already/);
  });

  it('a deployment in flight', async () => {
    const world = await startEcs(aws);
    await aws.knobs({ agent: 'attached' });
    await aws.ecs.send(
      new UpdateServiceCommand({ cluster: 'shop', service: 'cart', forceNewDeployment: true }),
    );
    expect(await refusal(world)).toMatch(/ECS service cart has a deployment in flight/);
  });
});

describe('refuses a service', () => {
  it.each([
    [
      'of another deployment controller',
      { deploymentController: { type: 'CODE_DEPLOY' } },
      /deployed by CODE_DEPLOY/,
    ],
    [
      'whose rule ECS owns',
      { deploymentConfiguration: { strategy: 'CANARY' } },
      /strategy CANARY .*ECS owns/,
    ],
    ['behind two target groups', { loadBalancers: [{}, {}] }, /behind 2 target groups/],
    [
      'that Cloud Map finds, too',
      { serviceRegistries: [{ registryArn: 'r' }] },
      /Cloud Map, where no weights/,
    ],
    ['with a task on every instance', { schedulingStrategy: 'DAEMON' }, /scheduling strategy DAEMON/],
    [
      'that Service Connect finds, too',
      { deployments: [{ serviceConnectConfiguration: { enabled: true, services: [{ portName: 'http' }] } }] },
      /Service Connect, where no weights/,
    ],
    [
      'that VPC Lattice reaches, too',
      { deployments: [{ vpcLatticeConfigurations: [{}] }] },
      /VPC Lattice, where no weights/,
    ],
  ] as const)('%s', (_what, changes, sentence) => {
    expect(refusalsOf({ serviceName: 'cart', ...structuredClone(changes) } as object)).toEqual([
      expect.stringMatching(sentence),
    ]);
  });

  it('but none that is only a client of Service Connect', () => {
    const deployments = [{ serviceConnectConfiguration: { enabled: true, namespace: 'shop' } }];
    expect(refusalsOf({ serviceName: 'cart', deployments })).toEqual([]);
  });

  it('with all reasons at once', () => {
    const service = { deploymentController: { type: 'EXTERNAL' as const }, serviceRegistries: [{}] };
    expect(refusalsOf(service)).toHaveLength(2);
  });
});
