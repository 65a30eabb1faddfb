import { growingRouter } from '../../../activities/routers/alb-growth.ts';
import { albRouter } from '../../../activities/routers/alb.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { settled } from '../provisioners/contract.ts';
import { startEcs } from '../provisioners/ecs-world.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated' });
});
afterAll(() => aws.stop());

/** Stable has 10 tasks, the canary begins with one. */
async function start(weights: readonly number[]) {
  const world = await startEcs(aws, { desiredCount: 10 });
  const provisioner = world.provisioner({ tasks: 1 });
  await provisioner.create('v1');
  await settled(provisioner, 'v1');
  const { elb, rule } = world.alb;
  const router = growingRouter(albRouter(elb, { kind: 'alb', rule: { arn: rule } }), aws.ecs, elb, {
    cluster: 'shop',
    service: 'cart',
    weights,
  });
  const tasks = async (name = 'cart-v1') => (await world.describe(name))?.desiredCount;
  return { world, router, tasks };
}

const split = (canary: number) => [
  { version: 'v0', weight: 100 - canary },
  { version: 'v1', weight: canary },
];

it('asks for the tasks of the next weight as soon as the present one is written', async () => {
  const { router, tasks } = await start([10, 50, 100]);
  await router.write(split(10));
  expect(await router.read()).toEqual(split(10));
  expect(await tasks()).toBe(5);
});

it('gives no more traffic before the tasks for it are there and healthy, and says what is missing', async () => {
  const { router, tasks } = await start([10, 50]);
  await router.write(split(10));
  await aws.knobs({ ecs_start_ms: 600_000 });
  await expect(router.write(split(80))).rejects.toThrow(
    /cart-v1 grows to 8 tasks for its next weight: \d of \d/,
  );
  expect(await router.read()).toEqual(split(10));
  expect(await tasks()).toBe(8);
});

it('takes the next weight once they are', async () => {
  const { router } = await start([10, 50, 100]);
  await router.write(split(10));
  await eventually(() =>
    router.write(split(50)).then(
      () => true,
      () => false,
    ),
  );
  expect(await router.read()).toEqual(split(50));
});

it('grows to as many tasks as stable has, which keeps its own', async () => {
  const { router, tasks } = await start([10, 100]);
  await router.write(split(10));
  expect([await tasks(), await tasks('cart')]).toEqual([10, 10]);
});

it('asks for nothing on the way back', async () => {
  const { router, tasks } = await start([10]);
  await router.write(split(10));
  await aws.knobs({ targets: { '127.0.0.1': 'unhealthy' } });
  await router.write(split(0));
  await router.write([{ version: 'v0', weight: 100 }]);
  expect(await router.read()).toEqual([{ version: 'v0', weight: 100 }]);
  expect([await tasks(), await tasks('cart')]).toEqual([1, 10]);
});
