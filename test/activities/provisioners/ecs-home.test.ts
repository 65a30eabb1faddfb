import {
  DeleteServiceCommand,
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { ModifyTargetGroupAttributesCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { provisionerAdapter, routerAdapter } from '../../../activities/adapters.ts';
import type { AwsClients } from '../../../activities/aws-clients.ts';
import type { EcsSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import type { TrafficSplit } from '../../../workflows/rollout/traffic-split.ts';
import { ANSWERS } from '../../infra/local/aws/answers.ts';
import { awsOfSuite } from '../../infra/local/aws/aws-of-suite.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { OWNER } from '../load-balancing/alb-world.ts';
import { settled } from './contract.ts';
import { startEcs } from './ecs-world.ts';

const aws = awsOfSuite({ agent: 'simulated', ecs_retry_s: 0.05, ecs_retry_max_s: 0.05 });

/** Service `cart`, whose code knows nothing of Serin, and a version that runs beside it. */
async function startHome(image = 'cart:good', circuitBreaker = { enable: true, rollback: true }) {
  const world = await startEcs(aws, {
    tags: [{ key: 'team', value: 'shop' }],
    deploymentConfiguration: { deploymentCircuitBreaker: circuitBreaker },
  });
  await world.alb.tag('a', undefined);
  await world.alb.give('a', undefined);
  const balanced = {
    owner: OWNER,
    rule: { arn: world.alb.rule },
    home: { cluster: 'shop', service: 'cart' },
  };
  const spec: EcsSpec = {
    kind: 'ecs',
    cluster: 'shop',
    service: 'cart',
    image,
    environment: {},
    ...balanced,
  };
  const clients = { ecs: aws.ecs, elb: world.alb.elb } as AwsClients;
  const versions = (changes: Partial<EcsSpec> = {}) =>
    provisionerAdapter(spec).provisioner(clients, { ...spec, ...changes });
  const provisioner = versions();
  const routerSpec = { kind: 'alb', ...balanced } as const;
  const home = provisioner.home!;
  const since = Date.now() / 1000;
  return {
    ...world,
    spec,
    provisioner,
    versions,
    home,
    router: routerAdapter(routerSpec).router(clients, routerSpec),
    remembering: async () => {
      const { router } = routerAdapter(routerSpec);
      return router(clients, routerSpec, await router(clients, routerSpec).remember?.());
    },
    /** The task definition of a version that has been made beside it. */
    async tried(version: string): Promise<string> {
      await provisioner.create(version, 'run-1');
      expect(await settled(provisioner, version)).toEqual({ kind: 'ready' });
      return (await home.definitionOf(version)) ?? '';
    },
    ended: (definition: string, from = since) =>
      eventually(async () => {
        const readiness = await home.readiness(definition, from);
        return readiness.kind === 'pending' ? undefined : readiness;
      }),
  };
}

const split = (cart: number, v1: number): TrafficSplit => [
  { version: 'cart', weight: cart },
  { version: 'v1', weight: v1 },
];

it('is known by its own target group, and by its image as long as no rollout has named what it runs', async () => {
  const { router, home } = await startHome();
  expect(await router.read()).toEqual([{ version: 'cart', weight: 100 }]);
  expect(await home.running()).toEqual({
    version: 'v0',
    definition: expect.stringMatching(/task-definition\/cart:1$/),
    image: 'cart:v0',
  });
});

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  it('gets the task definition of a version that was tried beside it, and nothing else of it changes', async () => {
    const { tried, home, ended, describe: look, provisioner } = await startHome();
    const before = await look('cart');
    const definition = await tried('v1');
    await aws.knobs(answers);
    const since = Date.now() / 1000;
    const give = () => home.give(definition, [before?.taskDefinition ?? '']);
    await eventually(() =>
      give()
        .then(() => true)
        .catch(() => false),
    );
    await give().catch(() => undefined);
    expect(await ended(definition, since)).toEqual({ kind: 'ready' });
    await aws.knobs({ agent: 'simulated' });
    const { deployments, events, taskDefinition, taskSets, currentServiceRevisions, ...after } =
      (await look('cart')) ?? {};
    expect(taskDefinition).toBe(definition);
    expect(before).toMatchObject(after);
    expect([deployments?.length, events?.length, taskSets, currentServiceRevisions]).toEqual([
      1,
      expect.any(Number),
      before?.taskSets,
      expect.anything(),
    ]);
    expect(await eventually(() => home.running())).toEqual({ version: 'v1', definition, image: 'cart:good' });
    expect(await provisioner.healthyTasks('cart')).toBe(2);
  });
});

it('tells for how long its load balancer has new tasks start slowly', async () => {
  const { alb, home } = await startHome();
  expect(await home.slowStartSeconds()).toBe(0);
  await alb.elb.send(
    new ModifyTargetGroupAttributesCommand({
      TargetGroupArn: alb.group('a'),
      Attributes: [{ Key: 'slow_start.duration_seconds', Value: '45' }],
    }),
  );
  expect(await home.slowStartSeconds()).toBe(45);
});

it('keeps its target group as it is while another version comes and goes', async () => {
  const { tried, alb, provisioner, remembering, services } = await startHome();
  const router = await remembering();
  await tried('v1');
  await router.write(split(40, 60));
  expect(await router.read()).toEqual(split(40, 60));
  await router.write(split(100, 0));
  await provisioner.remove('v1');
  expect(await settled(provisioner, 'v1')).toEqual({ kind: 'absent' });
  await router.write([{ version: 'cart', weight: 100 }]);
  expect(await services()).toEqual(['cart']);
  expect(await alb.weights()).toEqual([
    ['a', 100],
    ['b', 0],
  ]);
  expect([await alb.versionOf('a'), await alb.versionOf('b')]).toEqual([undefined, undefined]);
});

it('is known by its role also where both groups serve the same version', async () => {
  const { tried, home, ended, router } = await startHome();
  const definition = await tried('v1');
  await router.write(split(0, 100));
  await home.give(definition, undefined);
  expect(await ended(definition)).toEqual({ kind: 'ready' });
  expect(await router.read()).toEqual(split(0, 100));
  await router.write(split(100, 0));
  expect(await router.read()).toEqual(split(100, 0));
});

it('is nobody’s to remove, and a version is only what is named after it', async () => {
  const { provisioner, services } = await startHome();
  expect(await provisioner.ownership('cart')).toEqual({ kind: 'given' });
  expect(await provisioner.remove('cart')).toEqual({ kind: 'given' });
  expect(await provisioner.remove('v0')).toEqual({ kind: 'absent' });
  expect(await services()).toEqual(['cart']);
});

describe('beside a task definition that is registered already', () => {
  /** The service runs the second revision of its family. */
  async function startSecond() {
    const { tried, home, ended, provisioner, router, ...world } = await startHome();
    const definition = await tried('v1');
    await home.give(definition, undefined);
    await ended(definition);
    await provisioner.remove('v1');
    await settled(provisioner, 'v1');
    await router.write([{ version: 'cart', weight: 100 }]);
    return { ...world, home };
  }
  const revision = { revision: 'cart:1', image: 'cart:v0' };

  it('it is run as it is', async () => {
    const { versions, home } = await startSecond();
    const before = versions(revision);
    await before.create('v0', 'run-2');
    expect(await settled(before, 'v0')).toEqual({ kind: 'ready' });
    expect(await home.definitionOf('v0')).toMatch(/task-definition\/cart:1$/);
  });

  it('a copy of it is run where ECS makes no service of it any more', async () => {
    const { versions, home } = await startSecond();
    await aws.ecs.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'cart:1' }));
    const before = versions(revision);
    await before.create('v0', 'run-2');
    expect(await settled(before, 'v0')).toEqual({ kind: 'ready' });
    expect(await home.definitionOf('v0')).toMatch(/task-definition\/cart:3$/);
  });

  it('it is refused where it is of another family or image', async () => {
    const { versions, services } = await startSecond();
    const { taskDefinition } = await aws.ecs.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'cart:1' }),
    );
    const { containerDefinitions, networkMode, cpu, memory, requiresCompatibilities } = taskDefinition ?? {};
    const other = { containerDefinitions, networkMode, cpu, memory, requiresCompatibilities };
    await aws.ecs.send(new RegisterTaskDefinitionCommand({ ...other, family: 'basket' }));
    await expect(
      versions({ revision: 'basket:1', image: 'shop/basket:v0' }).create('v0', 'run-2'),
    ).rejects.toMatchObject({
      type: 'VersionFailed',
      message:
        'task definition basket:1 is not of family cart, which stable runs; task definition basket:1 runs cart:v0, of another repository than shop/basket:v0',
    });
    expect(await services()).toEqual(['cart']);
  });
});

describe('which does not get steady', () => {
  const failing = () =>
    aws.knobs({
      agent: 'simulated',
      ecs_retry_s: 0.05,
      ecs_retry_max_s: 0.05,
      tasks: [{ match: 'cart:good', fail: true, reason: 'no space left on device' }],
    });

  it('says that ECS has rolled it back, and why its tasks stopped', async () => {
    const { tried, home, ended, describe: look } = await startHome();
    const definition = await tried('v1');
    await failing();
    const since = Date.now() / 1000;
    await home.give(definition, undefined);
    const said = await ended(definition, since);
    expect(said).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(
        /^ECS has rolled it back: .*(deployment failed|circuit breaker).*it runs cart:1, not cart:2; no space left/,
      ),
    });
    await eventually(async () => (await look('cart'))?.deployments?.[0]?.rolloutState === 'COMPLETED');
    expect(await ended(definition, since)).toMatchObject({
      kind: 'failed',
      reason: expect.stringMatching(/^ECS has rolled it back: /),
    });
  });

  it('says that its deployment has failed where ECS rolls nothing back', async () => {
    const { tried, home, ended } = await startHome('cart:good', { enable: true, rollback: false });
    const definition = await tried('v1');
    await failing();
    await home.give(definition, undefined);
    expect(await ended(definition)).toEqual({
      kind: 'failed',
      reason: expect.stringMatching(/circuit breaker: tasks failed to start.*no space left on device/),
    });
  });

  it('waits for its targets to be healthy', async () => {
    const { tried, home } = await startHome();
    const definition = await tried('v1');
    await aws.knobs({ agent: 'simulated', targets: { 'cart-a': 'unhealthy' } });
    await home.give(definition, undefined);
    await eventually(async () => {
      const readiness = await home.readiness(definition, Date.now() / 1000);
      return readiness.kind === 'pending' && /healthy|runs \d of/.test(readiness.reason);
    });
  });
});

it('is not given another task definition than it runs by the time where somebody has changed that', async () => {
  const { tried, home, ended, definition: definitionOf } = await startHome();
  const definition = await tried('v1');
  const first = (await home.running())?.definition ?? '';
  await home.give(definition, [first]);
  await ended(definition);
  await aws.ecs.send(new UpdateServiceCommand({ cluster: 'shop', service: 'cart', taskDefinition: first }));
  await expect(home.give('cart:9', [definition])).rejects.toMatchObject({
    type: 'VersionFailed',
    message: 'somebody has given ECS service cart cart:1 since',
  });
  const longAgo = Date.now() / 1000 - 3600;
  expect(await home.readiness(`${definition}9`, longAgo)).toMatchObject({ kind: 'failed' });
  expect((await definitionOf('cart'))?.revision).toBe(1);
});

it('is told to be gone', async () => {
  const { home } = await startHome();
  const { definition = '' } = (await home.running()) ?? {};
  await aws.ecs.send(new DeleteServiceCommand({ cluster: 'shop', service: 'cart', force: true }));
  expect(await home.running()).toBeUndefined();
  expect(await home.readiness(definition, 0)).toEqual({ kind: 'absent' });
  await expect(home.give(definition, undefined)).rejects.toMatchObject({ type: 'VersionFailed' });
});
