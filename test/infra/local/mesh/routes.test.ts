import { World, type Caller } from './world.ts';

let world: World;
let caller: Caller;
let statuses: number[] = [];

beforeAll(async () => {
  world = await World.start();
  for (const version of ['v1', 'v2']) {
    world.declare(`api-${version}`);
    await world.task(`api-${version}`, (_, response) => {
      response.writeHead(statuses.shift() ?? 200).end(version);
    });
  }
  world.weigh({ 'api-v1': 100 });
  caller = await world.caller();
});

afterAll(() => world.stop());

const ask = (headers: Record<string, string> = {}) =>
  fetch(caller.url, { headers: { host: 'api', ...headers } });

it('retries what the route says, and as often', async () => {
  const retryPolicy = {
    httpRetryEvents: ['server-error'],
    maxRetries: 2,
    perRetryTimeout: { unit: 's' as const, value: 2 },
  };
  world.weigh({ 'api-v1': 100 }, { retryPolicy });
  await world.publish();
  statuses = [500, 500];
  expect((await ask()).status).toBe(200);
  statuses = [500, 500, 500];
  expect((await ask()).status).toBe(500);
  expect(statuses).toEqual([]);
});

it("retries App Mesh's default events where the route says nothing", async () => {
  world.weigh({ 'api-v1': 100 });
  await world.publish();
  statuses = [503, 503];
  expect((await ask()).status).toBe(200);
  statuses = [500];
  expect((await ask()).status).toBe(500);
});

it('sends requests with a header along the route of the higher priority', async () => {
  world.weigh({ 'api-v1': 100 });
  world.objects.routes['api-canary'] = {
    priority: 1,
    httpRoute: {
      match: { prefix: '/', headers: [{ name: 'x-canary', match: { exact: '1' } }] },
      action: { weightedTargets: [{ virtualNode: 'api-v2', weight: 100 }] },
    },
  };
  await world.publish();
  expect(await (await ask({ 'x-canary': '1' })).text()).toBe('v2');
  expect(await (await ask({ 'x-canary': '0' })).text()).toBe('v1');
  expect(await (await ask()).text()).toBe('v1');
  delete world.objects.routes['api-canary'];
});

it('names the cluster that answered, also when nobody could', async () => {
  world.declare('api-v3');
  world.weigh({ 'api-v1': 100, 'api-v2': 0, 'api-v3': 0 });
  await world.publish();
  expect((await ask()).headers.get('x-serin-upstream')).toBe('cds_egress_shop_api-v1_http_8080');
  world.weigh({ 'api-v3': 100 });
  await world.publish();
  const refused = await ask();
  expect(refused.status).toBe(503);
  expect(refused.headers.get('x-serin-upstream')).toBe('cds_egress_shop_api-v3_http_8080');
});

it("goes on with what it has when Envoy rejects a change, and reports Envoy's reason", async () => {
  world.weigh({ 'api-v1': 100 }, { match: { path: { regex: '(' } } });
  void world.publish().catch(() => undefined);
  while (world.log.length === 0) await ask();
  expect(world.log.join()).toContain('routes of mesh/shop/virtualNode/shop-ui/');
  expect(world.log.join()).toContain('missing )');
  world.weigh({ 'api-v2': 100 });
  await world.publish();
  expect(await (await ask()).text()).toBe('v2');
});
