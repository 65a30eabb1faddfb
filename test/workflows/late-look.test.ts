import { lateLookId, LATE_LOOK_TYPE, ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';

// A workflow that ends after its parent keeps the test server from skipping time, so each test has its own.
let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const ROLLOUT = rolloutId('shop', 'cart');
const FILE = rolloutYaml({
  notifications: [{ name: 'ops', kind: 'slack', urlFrom: 'SERIN_SLACK_URL', events: ['drift'] }],
});
const abort: Operator = async (handle, sleep) => {
  await sleep(30);
  await handle.signal('abort', { by: 'ann', reason: 'bad graph' });
};

function lookedAfter(): World {
  const world = worldServing('v1');
  world.lateLooks = [60, 300];
  return world;
}

/** What the look after the rollout comes to, as skipped time goes by until its end. */
async function looked(): Promise<string> {
  const { client } = harness.env;
  const { runId } = await client.workflow.getHandle(ROLLOUT).describe();
  return client.workflow.getHandle(lateLookId(ROLLOUT, runId)).result() as Promise<string>;
}

/** A write that AWS carries out only now. */
function landLate(world: World, ...weights: readonly [version: string, weight: number][]): void {
  world.split = weights.map(([version, weight]) => ({ version, weight }));
  world.effects.length = 0;
}

it('a write of an aborted rollout that lands after its end is taken back, and people are told', async () => {
  const world = lookedAfter();
  expect((await harness.run(world, FILE, abort)).outcome).toBe('Aborted');
  landLate(world, ['v1', 50], ['v2', 50]);
  const reason =
    'AWS carried out a write after the rollout had ended (v1 50 %, v2 50 %): all traffic is back at v1';
  expect(await looked()).toBe(reason);
  expect(world.effects).toEqual(['write v1 100']);
  await eventually(() => world.reasons.includes(reason));
  expect(world.told).toEqual(['ops: drift']);
});

it('one of a promoted rollout is taken back from the old version', async () => {
  const world = lookedAfter();
  expect((await harness.run(world, FILE)).outcome).toBe('promoted');
  landLate(world, ['v1', 67], ['v2', 33]);
  await looked();
  expect(world.effects).toEqual(['write v2 100']);
});

it('what is as the rollout left it is left alone', async () => {
  const world = lookedAfter();
  await harness.run(world, FILE, abort);
  world.effects.length = 0;
  expect(await looked()).toBe('nothing was written late');
  expect(world.effects).toEqual([]);
});

it('what somebody else gets is somebody else’s wish', async () => {
  const world = lookedAfter();
  await harness.run(world, FILE, abort);
  world.running.add('v7');
  landLate(world, ['v1', 50], ['v7', 50]);
  expect(await looked()).toBe('nothing was written late');
  expect(world.effects).toEqual([]);
});

it('a rollout that began since looks after the traffic by itself', async () => {
  const world = lookedAfter();
  await harness.run(world, FILE, abort);
  const { client } = harness.env;
  const { runId } = await client.workflow.getHandle(ROLLOUT).describe();
  landLate(world, ['v1', 50], ['v2', 50]);
  const next = { taskQueue: 'test', workflowId: ROLLOUT, args: ['junk'] };
  await expect(client.workflow.execute(ROLLOUT_TYPE, next)).rejects.toThrow();
  expect(await client.workflow.getHandle(lateLookId(ROLLOUT, runId)).result()).toBe(
    'another rollout has begun',
  );
  expect(world.effects).toEqual([]);
});

it('a look lets go of no lock that it has not taken: another rollout may hold it since', async () => {
  const world = lookedAfter();
  await harness.run(world, FILE, abort);
  await looked();
  const { client } = harness.env;
  const { runId } = await client.workflow.getHandle(ROLLOUT).describe();
  const { events } = await client.workflow.getHandle(lateLookId(ROLLOUT, runId)).fetchHistory();
  const asked = events?.map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name);
  expect(asked).toContain('readTraffic');
  expect(asked).not.toContain('unlockTraffic');
});

it('a look that no rollout has started is refused', async () => {
  const world = lookedAfter();
  await harness.run(world, FILE, abort);
  const forged = harness.env.client.workflow.execute(LATE_LOOK_TYPE, {
    taskQueue: 'test',
    workflowId: lateLookId(ROLLOUT, 'forged'),
    args: ['junk'],
  });
  await expect(forged).rejects.toMatchObject({
    cause: { message: 'only a rollout has its traffic looked at again' },
  });
});
