import { setTimeout as sleep } from 'node:timers/promises';
import { totalsOf } from '../../../../infra/local/traffic/timeline.ts';
import { startTraffic } from '../../../../infra/local/traffic/traffic.ts';
import { eventually } from '../eventually.ts';
import { World, type Caller, type Task } from './world.ts';

const cluster = 'cds_egress_shop_api-v1_http_8080';

let world: World;
let caller: Caller;
let old: Task;
let held: (() => void)[];

beforeEach(async () => {
  world = await World.start();
  held = [];
  for (const version of ['v1', 'v2']) {
    world.declare(`api-${version}`);
    const task = await world.task(`api-${version}`, (request, response) => {
      if (request.url === '/hold') held.push(() => response.end(version));
      else void sleep(150).then(() => response.end(version));
    });
    if (version === 'v1') old = task;
  }
  world.weigh({ 'api-v1': 100, 'api-v2': 0 });
  caller = await world.caller();
});

afterEach(() => world.stop());

const ask = async (path: string) =>
  (await fetch(`${caller.url}${path}`, { headers: { host: 'api' } })).text();
const hasOldCluster = () =>
  [...world.mesh.sessions].some(({ acknowledged }) => cluster in acknowledged.clusters);
const takeOldVersionAway = () => {
  world.weigh({ 'api-v2': 100 });
  world.undeclare('api-v1');
  return world.publish();
};

it('fails no request when a version goes in one change, with its route, node and tasks', async () => {
  world.weigh({ 'api-v1': 50, 'api-v2': 50 });
  await world.publish();
  const traffic = startTraffic({ url: caller.url, host: 'api', requestsPerSecond: 60 });
  await eventually(() => Object.keys(totalsOf(traffic.timeline())).length === 2);
  await takeOldVersionAway();
  await eventually(() => !hasOldCluster());
  await eventually(async () => (await old.envoy.stat('http.ingress.downstream_rq_active')) === 0);
  await old.envoy.stop();
  const answered = totalsOf(traffic.timeline())['v2']!.requests;
  await eventually(() => totalsOf(traffic.timeline())['v2']!.requests >= answered + 20);

  const { v1, v2, unknown } = totalsOf(await traffic.stop());
  expect(unknown).toBeUndefined();
  expect({ v1: v1?.errors, v2: v2?.errors }).toEqual({ v1: 0, v2: 0 });
});

it('keeps the cluster of a version that goes until its last request has ended', async () => {
  const request = ask('/hold');
  await eventually(() => held.length === 1);
  await takeOldVersionAway();
  expect(await ask('/')).toBe('v2');
  expect(hasOldCluster()).toBe(true);
  held[0]!();
  expect(await request).toBe('v1');
  await eventually(() => !hasOldCluster());
});

it('gives traffic back to a version that was about to go without waiting for its last request', async () => {
  const request = ask('/hold');
  await eventually(() => held.length === 1);
  const node = world.objects.virtualNodes['api-v1']!;
  await takeOldVersionAway();
  world.objects.virtualNodes['api-v1'] = node;
  world.objects.endpoints['api-v1'] = [old.endpoint];
  world.weigh({ 'api-v1': 100, 'api-v2': 0 });
  await world.publish();
  expect(await ask('/')).toBe('v1');
  held[0]!();
  expect(await request).toBe('v1');
});

it('releases an endpoint when no Envoy knows it any more', async () => {
  expect(world.mesh.isReleased(old.endpoint)).toBe(false);
  world.objects.endpoints['api-v1'] = [];
  await world.publish();
  expect(world.mesh.isReleased(old.endpoint)).toBe(true);
});
