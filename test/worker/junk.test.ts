import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { Client } from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import { temporal } from '@temporalio/proto';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import fc from 'fast-check';
import { viewRollout } from '../../client/rollouts/view.ts';
import { encryptionCodec } from '../../encryption/codec.ts';
import { DecryptionError, type KeyRing } from '../../encryption/key-ring.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { activityInterceptors } from '../../worker/interceptors.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import * as workflows from '../../workflows/index.ts';
import {
  LATE_LOOK_TYPE,
  LOCK_TYPE,
  lockId,
  NOTIFICATION_TYPE,
  QUEUE_TYPE,
  queueId,
  RECONCILE_TYPE,
  ROLLOUT_TYPE,
  rolloutId,
  statusQuery,
} from '../../workflows/messages.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { badFile } from '../fakes/bad-files.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';

// What anybody may send who may reach Temporal at all, on the real server. `npm run junk` sends more, with a seed of its own.
const JUNK = Number(process.env['JUNK'] ?? 18);
const SEED = process.env['JUNK'] === undefined ? 20_260_101 : undefined;
const QUEUE = 'junk';

const { EVENT_TYPE_WORKFLOW_TASK_FAILED: TASK_FAILED } = temporal.api.enums.v1.EventType;

let env: TestWorkflowEnvironment;
let client: Client;
let world: World;
let stopWorker: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  const dataConverter = { payloadCodecs: [encryptionCodec(ring('a'))] };
  client = new Client({ connection: env.connection, dataConverter });
});
afterAll(() => env?.teardown());
beforeEach(async () => {
  world = worldServing('v1');
  stopWorker = await startWorker(ring('a'));
});
afterEach(() => stopWorker());

const ring = (...ids: readonly string[]): KeyRing => {
  const key = (id: string) => new Uint8Array(32).fill(id.charCodeAt(0));
  return {
    current: () => Promise.resolve({ id: ids[0]!, key: key(ids[0]!) }),
    find: (id) =>
      ids.includes(id) ? Promise.resolve(key(id)) : Promise.reject(new DecryptionError(`no key ${id}`)),
  };
};

async function startWorker(keys: KeyRing): Promise<() => Promise<void>> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: QUEUE,
    workflowBundle: await workflowBundle(),
    dataConverter: workerDataConverter({ payloadCodecs: [encryptionCodec(keys)] }),
    interceptors: { activity: activityInterceptors },
    activities: activitiesIn(() => world),
  });
  const running = worker.run();
  return async () => {
    worker.shutdown();
    await running;
  };
}

const bytes = (text: string) => new TextEncoder().encode(text);
const json = (value: unknown): Payload => ({
  metadata: { encoding: bytes('json/plain') },
  data: bytes(JSON.stringify(value)),
});
const sealed = async (by: string, value: unknown): Promise<Payload> =>
  (await encryptionCodec(ring(by)).encode([json(value)]))[0]!;

const encoding = fc.constantFrom(
  'json/plain',
  'json/protobuf',
  'binary/encrypted',
  'binary/plain',
  'binary/null',
  'binary/protobuf',
  'constructor',
  '',
);
const data = fc.oneof(
  fc.uint8Array({ maxLength: 64 }),
  fc.json().map(bytes),
  fc
    .constantFrom('{"by":', '"', '[]', 'null', '{"__proto__":{"by":"ann"}}', '{"id":"constructor"}')
    .map(bytes),
  fc.integer({ min: 200, max: 200_000 }).map((depth) => bytes('['.repeat(depth) + ']'.repeat(depth))),
);
const metadata = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.record({ encoding: encoding.map(bytes), 'encryption-key-id': encoding.map(bytes) }),
  },
  { weight: 1, arbitrary: fc.constant(null) },
);
const payload = fc.record({ metadata, data });
const junk = fc.sample(fc.array(payload, { maxLength: 3 }), { numRuns: JUNK, ...(SEED && { seed: SEED }) });

const start = async (type: string, workflowId: string, payloads: readonly Payload[]) => {
  await client.workflowService.startWorkflowExecution({
    namespace: 'default',
    workflowId,
    requestId: randomUUID(),
    workflowType: { name: type },
    taskQueue: { name: QUEUE },
    input: { payloads: [...payloads] },
  });
  return client.workflow.getHandle(workflowId);
};

let services = 0;
/** The id of a service that no other test rolls out. */
const newId = () => rolloutId('shop', `cart-${++services}`);

async function longRollout() {
  const id = newId();
  const file = deployJson({
    MicroserviceName: `cart-${services}`,
    PercentageStep: 50,
    WaitTime: 3600,
    DrainTime: 0,
  });
  const handle = await start(ROLLOUT_TYPE, id, [json(file)]);
  await eventually(async () => (await handle.query(statusQuery).catch(() => undefined))?.phase === 'baking');
  return handle;
}
type Handle = Awaited<ReturnType<typeof longRollout>>;

const signal = (handle: Handle, signalName: string, payloads: readonly Payload[]) =>
  client.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    signalName,
    requestId: randomUUID(),
    input: { payloads: [...payloads] },
  });

async function failedTasks(handle: Handle): Promise<unknown[]> {
  const { events } = await handle.fetchHistory();
  return (events ?? [])
    .filter(({ eventType }) => eventType === TASK_FAILED)
    .map(({ workflowTaskFailedEventAttributes: failed }) => failed?.failure?.message);
}

it('no signal, update or query of whatever bytes fails a workflow task, and an abort still works', async () => {
  const handle = await longRollout();
  for (const [i, payloads] of junk.entries()) {
    const name = ['pause', 'resume', 'approve', 'nonsense', 'constructor'][i % 5]!;
    await signal(handle, name, payloads);
    if (i % 4 === 0)
      await client.workflowService
        .updateWorkflowExecution({
          namespace: 'default',
          workflowExecution: { workflowId: handle.workflowId },
          waitPolicy: { lifecycleStage: 3 },
          request: {
            meta: { updateId: randomUUID() },
            input: { name: 'pause', args: { payloads: [...payloads] } },
          },
        })
        .catch(() => undefined);
    if (i % 4 === 1)
      await client.workflowService
        .queryWorkflow({
          namespace: 'default',
          execution: { workflowId: handle.workflowId },
          query: { queryType: 'status', queryArgs: { payloads: [...payloads] } },
        })
        .catch(() => undefined);
  }
  await handle.signal('abort', { by: 'ann', reason: 'enough' });
  await expect(handle.result()).rejects.toMatchObject({ cause: { message: 'aborted by ann: enough' } });
  expect(await failedTasks(handle)).toEqual([]);
  expect([...world.running]).toEqual(['v1']);
});

/** Types of workflows that have something to do from their input, and those that wait for a message, by the id and the message of each. */
const DOERS = [ROLLOUT_TYPE, RECONCILE_TYPE, NOTIFICATION_TYPE, LATE_LOOK_TYPE];
const WAITERS = {
  [QUEUE_TYPE]: { idFor: queueId, message: 'enqueue', query: 'queued' },
  [LOCK_TYPE]: { idFor: lockId, message: 'nonsense', query: 'nonsense' },
};

it('every type of workflow is sent junk', () => {
  expect([...DOERS, ...Object.keys(WAITERS)].sort()).toEqual(Object.keys(workflows).sort());
});

it.each(Object.entries(WAITERS))(
  'no input, signal or query of whatever bytes fails a task of a %s, and nothing is started',
  async (type, { idFor, message, query: queryType }) => {
    const id = idFor(newId());
    const handle = await start(type, id, junk[0]!);
    const execution = { workflowId: id };
    for (const payloads of junk) {
      await signal(handle, message, payloads);
      const query = { queryType, queryArgs: { payloads: [...payloads] } };
      await client.workflowService
        .queryWorkflow({ namespace: 'default', execution, query })
        .catch(() => undefined);
    }
    await eventually(async () => (await handle.describe()).historyLength > junk.length);
    expect((await handle.describe()).status.name).toBe('RUNNING');
    await handle.cancel();
    await expect(handle.result()).rejects.toBeDefined();
    expect(await failedTasks(handle)).toEqual([]);
    expect(world.effects).toEqual([]);
  },
);

it('a lock is let go of by its message, whatever bytes come with it', async () => {
  for (const payloads of junk.slice(0, 3)) {
    const handle = await start(LOCK_TYPE, lockId(newId()), payloads);
    await signal(handle, 'release', payloads);
    await handle.result();
    expect(await failedTasks(handle)).toEqual([]);
  }
});

it('an input of whatever bytes is refused, whatever comes behind it, and nothing is started', async () => {
  const ends = await Promise.all(
    junk.map(async (payloads, i) => {
      const type = DOERS[i % DOERS.length]!;
      const handle = await start(type, rolloutId('junk', `${i}`), payloads);
      const end = await handle.result().then(
        () => 'completed',
        (error: Error) => (error.cause as Error & { type?: string }).type ?? error.cause?.constructor.name,
      );
      expect(await failedTasks(handle)).toEqual([]);
      return end;
    }),
  );
  expect([...new Set(ends)].filter((end) => !['Refused', 'InvalidPlan'].includes(end!))).toEqual([]);
  expect(world.effects).toEqual([]);
});

it('a file with one thing wrong is refused by its path, and nothing is started', async () => {
  const files = fc.sample(badFile, { numRuns: JUNK, ...(SEED && { seed: SEED }) });
  const ends = await Promise.all(
    files.map(async ({ content, path }, i) => {
      const type = [ROLLOUT_TYPE, RECONCILE_TYPE][i % 2]!;
      const handle = await start(type, rolloutId('bad', `${i}`), [json(content)]);
      const message = await handle.result().then(
        () => 'completed',
        (error: Error) => (error.cause as Error & { type?: string }).message,
      );
      return { message, names: message.includes(path.split('.')[0]!) };
    }),
  );
  expect(ends.filter(({ names }) => !names)).toEqual([]);
  expect(world.effects).toEqual([]);
});

it('an activity that no workflow of Serin asks for is refused for good', async () => {
  const forged = env.client.activity.execute('removeVersion', {
    id: randomUUID(),
    taskQueue: QUEUE,
    startToCloseTimeout: '1m',
    args: [{ kind: 'given' }, 'v1', 'id of v1'],
  });
  await expect(forged).rejects.toMatchObject({
    cause: { type: 'Refused', message: 'only workflows of Serin ask for removeVersion' },
  });
  expect(world.effects).toEqual([]);
});

it('a second argument that only an earlier execution may pass on is not taken from a start', async () => {
  const forged = { plan: { version: { id: 'v9' } }, stable: 'v1', deadline: 9e9, commands: {}, baking: {} };
  const id = newId();
  const handle = await start(ROLLOUT_TYPE, id, [json(null), json(forged)]);
  await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidPlan' } });
  const queue = await start(QUEUE_TYPE, queueId(id), [
    json({ waiting: { file: {}, version: 'v9', by: 'x', supersedes: true }, released: [] }),
  ]);
  await eventually(
    async () => (await failedTasks(queue)).length === 0 && (await queue.describe()).historyLength > 3,
  );
  await queue.cancel();
  await expect(queue.result()).rejects.toBeDefined();
  expect(world.effects).toEqual([]);
});

describe('a signal that is encrypted by a key', () => {
  it('which the worker lacks is ignored and noted, and so it stays on a worker that has the key', async () => {
    const handle = await longRollout();
    await signal(handle, 'abort', [await sealed('b', { by: 'ann', reason: 'secret' })]);
    const noted = async () =>
      (await handle.query(statusQuery)).events.some(({ what }) => /abort.*cannot be read/.test(what));
    await eventually(noted);

    await stopWorker();
    stopWorker = await startWorker(ring('a', 'b'));
    expect(await noted()).toBe(true);
    await handle.signal('promote', { by: 'ann' });
    expect(await handle.result()).toMatchObject({ outcome: 'promoted' });
    expect(await failedTasks(handle)).toEqual([]);
  });

  it('which was read once is waited for by a worker that lacks it now', async () => {
    await stopWorker();
    stopWorker = await startWorker(ring('a', 'b'));
    const handle = await longRollout();
    await signal(handle, 'pause', [await sealed('b', { by: 'ann', reason: 'secret' })]);
    await eventually(async () => (await handle.query(statusQuery)).paused);

    await stopWorker();
    stopWorker = await startWorker(ring('a'));
    await handle.signal('promote', { by: 'ann' });
    await eventually(async () =>
      (await failedTasks(handle)).some((message) => /read before.*no key b/.test(String(message))),
    );
    await expect(viewRollout(client, handle)).rejects.toThrow(
      /workers cannot go on with .*: its workflow task fails \(.*no key b/,
    );

    await stopWorker();
    stopWorker = await startWorker(ring('a', 'b'));
    expect(await handle.result()).toMatchObject({ outcome: 'promoted' });
  });
});
