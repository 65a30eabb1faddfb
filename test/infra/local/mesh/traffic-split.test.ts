import { totalsOf } from '../../../../infra/local/traffic/timeline.ts';
import { startTraffic } from '../../../../infra/local/traffic/traffic.ts';
import { World, type Caller } from './world.ts';

let world: World;
let caller: Caller;

beforeAll(async () => {
  world = await World.start();
  for (const version of ['v1', 'v2']) {
    world.declare(`api-${version}`);
    await world.task(`api-${version}`, (_, response) => response.end(version));
  }
  world.weigh({ 'api-v1': 100, 'api-v2': 0 });
  caller = await world.caller();
});

afterAll(() => world.stop());

const answer = async () => (await fetch(caller.url, { headers: { host: 'api:8080' } })).text();
const answers = (count: number) => Promise.all(Array.from({ length: count }, answer));

it('splits requests by the weights of the route', async () => {
  world.weigh({ 'api-v1': 90, 'api-v2': 10 });
  await world.publish();
  const bodies: string[] = [];
  for (let batch = 0; batch < 40; batch++) bodies.push(...(await answers(50)));

  const share = bodies.filter((body) => body === 'v2').length / bodies.length;
  const sigma = Math.sqrt((0.1 * 0.9) / bodies.length);
  expect(Math.abs(share - 0.1)).toBeLessThan(4 * sigma);
});

it('sends no request by the old weights that starts after the acknowledgement', async () => {
  for (let round = 0; round < 20; round++) {
    const [all, none] = round % 2 ? ['v1', 'v2'] : ['v2', 'v1'];
    world.weigh({ [`api-${all}`]: 100, [`api-${none}`]: 0 });
    await world.publish();
    expect(new Set(await answers(10))).toEqual(new Set([all]));
  }
});

it('fails no request while the weights change', async () => {
  const traffic = startTraffic({ url: caller.url, host: 'api', requestsPerSecond: 200 });
  for (let weight = 0; weight <= 100; weight += 5) {
    world.weigh({ 'api-v1': 100 - weight, 'api-v2': weight });
    await world.publish();
    await answers(10);
  }
  const { v1, v2, unknown } = totalsOf(await traffic.stop());
  expect(unknown).toBeUndefined();
  expect({ v1: v1?.errors, v2: v2?.errors }).toEqual({ v1: 0, v2: 0 });
});
