import type { WorkflowHandle } from '@temporalio/client';
import {
  enqueueSignal,
  QUEUE_TYPE,
  queuedQuery,
  queueId,
  rolloutId,
  withdrawSignal,
  type Released,
} from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

// The test server skips no more time once a workflow has ended whose parent ended before it, so each test has its own.
let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const ROLLOUT = rolloutId('shop', 'cart');
const file = (version: string) =>
  deployJson({ Sha: version, ContainerImage: `shop:${version}.${version}`, PercentageStep: 50 });

const enqueue = (version: string, supersedes = false) =>
  harness.env.client.workflow.signalWithStart(QUEUE_TYPE, {
    workflowId: queueId(ROLLOUT),
    taskQueue: 'test',
    args: [],
    signal: enqueueSignal,
    signalArgs: [{ file: file(version), version, by: 'ann', supersedes }],
  });

/** What a queue has started, which was one rollout. */
async function only(queue: WorkflowHandle): Promise<Released> {
  const released = (await queue.result()) as Released[];
  expect(released).toHaveLength(1);
  return released[0]!;
}

/** What happened to a service: one rollout after the other, each of them followed to its end. */
async function ended(runId: string): Promise<string> {
  const handle = harness.env.client.workflow.getHandle(ROLLOUT, runId);
  return handle.result().then(
    () => 'promoted',
    (error: Error) => (error.cause as Error).message,
  );
}

it('a rollout in the queue starts once the running one has ended, the newest alone', async () => {
  const world = worldServing('v1');
  const first = await harness.run(world, file('v2'), async (_handle, sleep) => {
    await sleep(10);
    await enqueue('v3');
    const queue = await enqueue('v4');
    expect(await queue.query(queuedQuery)).toMatchObject({ waiting: { version: 'v4' }, released: [] });
  });
  const released = await only(harness.env.client.workflow.getHandle(queueId(ROLLOUT)));
  expect(first.outcome).toBe('promoted');
  expect(released.version).toBe('v4');
  expect(await ended(released.runId)).toBe('promoted');
  expect(world.effects.filter((effect) => /^(create|record)/.test(effect))).toEqual([
    'create v2',
    'record shop:v2.v2',
    'create v4',
    'record shop:v4.v4',
  ]);
});

it('a version that is taken out of the queue is not started, and another one is not taken for it', async () => {
  const world = worldServing('v1');
  await harness.run(world, file('v2'), async (_handle, sleep) => {
    await sleep(10);
    const queue = await enqueue('v3');
    await queue.signal(withdrawSignal, 'v4');
    expect(await queue.query(queuedQuery)).toMatchObject({ waiting: { version: 'v3' } });
    await queue.signal(withdrawSignal, 'v3');
    expect(await queue.result()).toEqual([]);
  });
  expect(world.effects.filter((effect) => effect.startsWith('create'))).toEqual(['create v2']);
});

it('a rollout that supersedes has the running one give its traffic back before it starts', async () => {
  const world = worldServing('v1');
  const first = await harness.run(world, file('v2'), async (_handle, sleep) => {
    await sleep(10);
    await enqueue('v3', true);
  });
  expect(first.reason).toBe('aborted by ann: superseded by v3');
  const released = await only(harness.env.client.workflow.getHandle(queueId(ROLLOUT)));
  expect(await ended(released.runId)).toBe('promoted');
  expect(world.effects.slice(0, 6)).toEqual([
    'create v2',
    'write v1 50, v2 50',
    'write v1 100, v2 0',
    'write v1 100',
    'remove v2',
    'create v3',
  ]);
});

it('a rollout in the queue starts at once where nothing runs', async () => {
  const world = worldServing('v1');
  await harness.run(world, file('v2'));
  const queue = await enqueue('v3');
  const { runId } = await only(queue);
  expect(await ended(runId)).toBe('promoted');
  expect(world.running).toEqual(new Set(['v3']));
});
