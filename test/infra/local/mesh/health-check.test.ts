import { eventually } from '../eventually.ts';
import { World, type Caller, type Task } from './world.ts';

const cluster = 'cluster.cds_egress_shop_api-v1_http_8080';

let world: World;
let caller: Caller;
let tasks: Task[];

beforeAll(async () => {
  world = await World.start();
  world.declare('api-v1', {
    protocol: 'http',
    path: '/health',
    intervalMillis: 200,
    timeoutMillis: 2000,
    healthyThreshold: 2,
    unhealthyThreshold: 2,
  });
  const application = () => world.task('api-v1', (_, response) => response.end('fine'));
  tasks = [await application(), await application()];
  world.weigh({ 'api-v1': 100 });
  caller = await world.caller();
});

afterAll(() => world.stop());

const requestsSeen = async (status: string) => {
  const counts = await Promise.all(
    tasks.map(({ envoy }) => envoy.stat(`http.ingress.downstream_rq_${status}`)),
  );
  return counts.reduce((sum, count) => sum + count, 0);
};

it('checks the health of a version that has no traffic, and does not count that as requests', async () => {
  await eventually(async () => (await caller.envoy.stat(`${cluster}.health_check.success`)) >= 6);
  expect(await caller.envoy.stat(`${cluster}.membership_healthy`)).toBe(2);
  expect(await requestsSeen('2xx')).toBe(0);
  await fetch(`${caller.url}/health`, { headers: { host: 'api' } });
  expect(await requestsSeen('2xx')).toBe(1);
});

it('sends nothing more to a task whose application has died', async () => {
  await tasks[0]!.closeApplication();
  await eventually(async () => (await caller.envoy.stat(`${cluster}.membership_healthy`)) === 1);
  const failedBefore = await requestsSeen('5xx');
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => fetch(caller.url, { headers: { host: 'api' } })),
  );
  expect(answers.map(({ status }) => status)).toEqual(Array(40).fill(200));
  expect(await requestsSeen('5xx')).toBe(failedBefore);
});
