import { NO_CARTS } from '../../infra/demo/routers/cart-versions.ts';
import { totalsOf, type Timeline } from '../../infra/local/traffic/timeline.ts';
import { takeInventory } from '../../infra/demo/routers/inventory.ts';
import { startAlbLab, type AlbLab } from './alb/lab.ts';
import { shifted, type Shifted } from '../../infra/demo/routers/shifted-cart.ts';
import { variation } from './variation.ts';

/** What a file has otherwise, whose steps ECS makes. */
const NATIVE = {
  router: undefined,
  provisioner: undefined,
  driver: { kind: 'ecsNative' },
  steps: [{ weight: 50, bakeSeconds: 4 }],
  limits: { holdSeconds: 60, extensionSeconds: 0 },
};

let lab: AlbLab;
let cart: Shifted;
beforeAll(async () => {
  lab = await startAlbLab();
  cart = shifted(lab);
  await cart.letEcsShift();
});
afterAll(() => lab?.close());

const failures = (timeline: Timeline): string[] =>
  Object.entries(totalsOf(timeline)).flatMap(([version, { errors }]) => (errors > 0 ? [version] : []));

/** Who writes the rule, and how. */
async function ruleWrites(since: number) {
  const calls = await lab.callsSince(since);
  return calls
    .filter(({ action, status }) => action === 'ModifyRule' && status === 200)
    .map(({ userAgent }) => userAgent.split(' ')[0]);
}

/** Everything that the account has, but for which of the two groups of the service's rule has the traffic: they change their roles. */
async function inventory() {
  const { revisions, ...things } = await takeInventory(lab.cloud);
  const rest = JSON.stringify(things, (name, value: unknown) =>
    name === 'TargetGroups' ? (value as { Weight?: number }[]).map(({ Weight = 0 }) => Weight).sort() : value,
  );
  return { revisions, rest: JSON.parse(rest) as unknown };
}

it('promotes a version without one failed request, and leaves the service as it was but for its revision', async () => {
  const traffic = lab.callService();
  const [before, since] = [await inventory(), await lab.latestCall()];
  const start = lab.start(lab.build('second', [], NATIVE));
  expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
  const timeline = await traffic.stop();
  expect(failures(timeline)).toEqual([]);
  expect(Object.keys(totalsOf(timeline)).sort()).toEqual(['first', 'second']);
  const after = await inventory();
  expect(after.rest).toEqual(before.rest);
  const [{ cart: revision, ...others }, { cart: old, ...othersBefore }] = [after.revisions, before.revisions];
  expect(others).toEqual(othersBefore);
  expect([old, revision]).toEqual(['cart:1', 'cart:2']);
  expect(await cart.weights()).toEqual([100, 0]);
  expect(new Set(await ruleWrites(since))).toEqual(new Set(['ecs.amazonaws.com']));
});

it('has ECS take a version back whose requests fail, and only its own did', async () => {
  const traffic = lab.callService();
  const start = lab.start(lab.build('broken', [NO_CARTS], NATIVE));
  expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
  expect(failures(await traffic.stop())).toEqual(['broken']);
  expect(await cart.weights()).toEqual([100, 0]);
  expect((await cart.service()).deployments).toHaveLength(1);
});

variation('is rolled back by ECS itself where no worker is left to let it go on', async () => {
  const knobs = JSON.stringify({ ecs_minute_s: 0.25 });
  await fetch(`${lab.cloud.endpoints.awsEndpointUrl}/moto-api/lab/knobs`, { method: 'POST', body: knobs });
  const traffic = lab.callService();
  lab.start(lab.build('third', [], NATIVE));
  await lab.until(async () => (await cart.weights())[0] === 50);
  await lab.cloud.kill('worker', 'SIGKILL');
  await lab.until(async () => (await cart.weights())[0] === 100);
  await lab.until(async () => (await cart.service()).deployments?.length === 1);
  expect(failures(await traffic.stop())).toEqual([]);
});
