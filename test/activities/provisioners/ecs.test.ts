import {
  DeregisterTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { ownerTags } from '../../../activities/ownership.ts';
import { weightedGroupsRouter } from '../../../activities/routers/weighted-groups.ts';
import type { GivenDefinition } from '../../../workflows/rollout/provisioner-spec.ts';
import { ANSWERS, truly } from '../../infra/local/aws/answers.ts';
import { awsOfSuite } from '../../infra/local/aws/aws-of-suite.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { provisionerContract, settled } from './contract.ts';
import { startEcs } from './ecs-world.ts';
import { OWNER } from '../load-balancing/alb-world.ts';

const LATTICE = {
  roleArn: 'arn:aws:iam::123456789012:role/lattice',
  targetGroupArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0123456789abcdef0',
  portName: 'http',
};

const aws = awsOfSuite({
  agent: 'simulated',
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

describe.each(ANSWERS)('a second ECS service beside the serving one, on an AWS %s', (_, answers) => {
  provisionerContract(async () => {
    const { provisioner, describe: describeService } = await startEcs(aws);
    await aws.knobs(answers);
    return {
      good: provisioner(),
      bad: provisioner({ image: 'cart:broken' }),
      isThere: (version) =>
        truly(aws, answers, async () =>
          ['ACTIVE', 'DRAINING'].includes((await describeService(`cart-${version}`))?.status ?? ''),
        ),
    };
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
  const router = weightedGroupsRouter(
    albBalancing(world.alb.elb, { owner: OWNER, rule: { arn: world.alb.rule } }),
  );
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

it('tells the task definition that a version runs, also that of the one that was there before', async () => {
  const world = await startEcs(aws);
  const provisioner = world.provisioner();
  await provisioner.create('v1', 'run-1');
  const running = await Promise.all(
    ['v0', 'v1', 'v2'].map(async (version) => provisioner.running?.(version)),
  );
  expect(running).toEqual([
    { version: 'v0', definition: expect.stringMatching(/\/cart:1$/), image: 'cart:v0' },
    { version: 'v1', definition: expect.stringMatching(/\/cart:2$/), image: 'cart:good' },
    undefined,
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

it.each([
  ['RegisterTaskDefinition', 'ClientException', 'Too many concurrent attempts to create a new revision'],
  ['CreateService', 'InvalidParameterException', 'Unable to assume the service linked role.'],
])('tries again what ECS refuses for now only: %s %s', async (action, error, message) => {
  const world = await startEcs(aws);
  await aws.faults([{ service: 'ecs', action, error, message, times: 1 }]);
  await expect(world.provisioner().create('v1', 'run-1')).rejects.toMatchObject({ name: error });
  await world.provisioner().create('v1', 'run-1');
  expect(await settled(world.provisioner(), 'v1')).toEqual({ kind: 'ready' });
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

it("has stable's EBS volumes, and is a client of Service Connect as stable is", async () => {
  const serviceConnectConfiguration = { enabled: true, namespace: 'shop' };
  const volumeConfigurations = [
    { name: 'data', managedEBSVolume: { roleArn: 'arn:aws:iam::123456789012:role/ebs', sizeInGiB: 20 } },
  ];
  const world = await startEcs(aws, { serviceConnectConfiguration, volumeConfigurations });
  await world.provisioner().create('v1', 'run-1');
  const [deployment] = (await world.describe('cart-v1'))?.deployments ?? [];
  expect(deployment).toMatchObject({ serviceConnectConfiguration, volumeConfigurations });
});

describe('with a task definition that a pipeline has rendered', () => {
  const RENDERED: GivenDefinition = {
    family: 'cart',
    networkMode: 'awsvpc',
    cpu: '512',
    memory: '1024',
    requiresCompatibilities: ['FARGATE'],
    executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
    tags: [{ key: 'cost', value: 'c1' }],
    containerDefinitions: [
      {
        name: 'app',
        image: 'cart:good',
        portMappings: [{ containerPort: 4567 }],
        environment: [{ name: 'SHAPE', value: 'round' }],
        secrets: [{ name: 'TOKEN', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/token' }],
      },
      { name: 'migrate', image: 'cart:good', essential: false },
    ],
  };

  it('runs that, and nothing of the serving one', async () => {
    const world = await startEcs(aws);
    await world.provisioner({ taskDefinition: RENDERED, image: 'cart@sha256:1' }).create('v1', 'run-1');
    const { tags: _, containerDefinitions: [app, migrate] = [], ...settings } = RENDERED;
    const made = await world.definition('cart-v1');
    expect(made).toMatchObject({ ...settings, revision: 2 });
    expect(made?.containerDefinitions).toMatchObject([
      { ...app, image: 'cart@sha256:1' },
      { ...migrate, image: 'cart@sha256:1' },
    ]);
    expect(made?.containerDefinitions?.[0]?.environment).toEqual([{ name: 'SHAPE', value: 'round' }]);
  });

  it('is what the version after it is a copy of', async () => {
    const world = await startEcs(aws);
    const first = world.provisioner({ taskDefinition: RENDERED });
    await first.create('v1', 'run-1');
    await settled(first, 'v1');
    await world.alb.weigh({ a: 0, b: 100 });
    await world.alb.tag('a', undefined);
    await first.remove('v0');
    expect(await settled(first, 'v0')).toEqual({ kind: 'absent' });
    await world.provisioner({ image: 'cart:better' }).create('v2', 'run-2');
    expect(await world.definition('cart-v2')).toMatchObject({
      cpu: '512',
      containerDefinitions: [{ image: 'cart:better', environment: [{ name: 'SHAPE', value: 'round' }] }, {}],
    });
  });

  it('registers it once, however often the version is tried', async () => {
    const world = await startEcs(aws);
    const provisioner = world.provisioner({ taskDefinition: RENDERED });
    await aws.faults([{ service: 'ecs', action: 'CreateService', error: 'ServerException', times: 1 }]);
    await expect(provisioner.create('v1', 'run-1')).rejects.toMatchObject({ name: 'ServerException' });
    await provisioner.create('v1', 'run-1');
    expect((await world.definition('cart-v1'))?.revision).toBe(2);
  });

  it('refuses what ECS does not know, and a container that the load balancer does not find, before anything is made', async () => {
    const world = await startEcs(aws);
    const containerDefinitions = [{ name: 'app', image: 'cart:good', enviroment: [] }];
    const taskDefinition = { ...RENDERED, containerDefinitions };
    await expect(world.provisioner({ taskDefinition }).create('v1', 'run-1')).rejects.toMatchObject({
      type: 'VersionFailed',
      message: [
        'task definition cart has containerDefinitions[0].enviroment, which ECS does not know: did you mean environment?',
        'task definition cart maps no port 4567 of container app, where the load balancer sends requests to',
      ].join('; '),
    });
    expect(await world.services()).toEqual(['cart']);
  });
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
      /^task definition cart has a secret TOKEN of container app, so ECS takes no variable of this name: rename it/,
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

  it('all that cannot be copied at once, of the service and of its task definition', async () => {
    const world = await startEcs(aws, { schedulingStrategy: 'DAEMON', vpcLatticeConfigurations: [LATTICE] });
    expect((await refusal(world, { container: 'web' }))?.split('; ')).toEqual([
      expect.stringMatching(/^ECS service cart can also be reached through VPC Lattice/),
      expect.stringMatching(/^ECS service cart has the scheduling strategy DAEMON/),
      'task definition cart has no container web, only app, log',
    ]);
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
