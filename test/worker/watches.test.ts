import { resolve } from 'node:path';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { BakeWatcher } from '../../activities/watching/watcher.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { activityInterceptors } from '../../worker/interceptors.ts';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import type { Span } from '../../workflows/rollout/judge/verdict.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';

const BUCKET_SECONDS = 2;

let env: TestWorkflowEnvironment;
const worlds = new Map<string, World>();
const running = new Set<Serving>();

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
});
afterEach(async () => {
  for (const worker of running) await worker.stop();
});
afterAll(() => env?.teardown());

interface Serving {
  readonly watcher: BakeWatcher;
  stop(): Promise<void>;
}

async function work(taskQueue: string, watches: number, slots = 10): Promise<Serving> {
  const watcher = new BakeWatcher(watches);
  const connection = await NativeConnection.connect({ address: env.address });
  const worker = await Worker.create({
    connection,
    taskQueue,
    workflowBundle: await workflowBundle(),
    dataConverter: workerDataConverter(),
    interceptors: { activity: activityInterceptors },
    activities: activitiesIn(
      () => worlds.get(Context.current().info.workflowExecution?.workflowId ?? '')!,
      watcher,
    ),
    maxConcurrentActivityTaskExecutions: slots,
    stickyQueueScheduleToStartTimeout: '1s',
  });
  const ended = worker.run();
  const serving = {
    watcher,
    async stop() {
      if (!running.delete(serving)) return;
      worker.shutdown();
      await Promise.all([ended, watcher.stop()]);
      await connection.close();
    },
  };
  running.add(serving);
  return serving;
}

/** A rollout that bakes for hours, and what is read of its metrics. */
async function rollOut(taskQueue: string, service: string) {
  const world = worldServing('v1');
  const reads: Span[] = [];
  world.source = {
    ...world.source,
    read: async (_versions, window) => {
      reads.push(window);
      return Array.from({ length: (window.to - window.from) / BUCKET_SECONDS }, (_, i) => ({
        from: window.from + BUCKET_SECONDS * i,
        to: window.from + BUCKET_SECONDS * (i + 1),
        stable: { requests: 50, errors: 0 },
        canary: world.canary(50)!,
      }));
    },
  };
  const workflowId = rolloutId('shop', service);
  worlds.set(workflowId, world);
  const file = rolloutYaml({
    service,
    metrics: {
      kind: 'envoy',
      address: 'http://127.0.0.1:9',
      port: 80,
      periodSeconds: BUCKET_SECONDS,
      scrapeSeconds: 1,
    },
    judge: { kind: 'evidence' },
    steps: [{ weight: 50, bakeSeconds: 7200 }],
    limits: { drainSeconds: 0 },
  });
  const handle = await env.client.workflow.start(ROLLOUT_TYPE, { taskQueue, workflowId, args: [file] });
  return { world, reads, handle };
}

const rollOutAll = (taskQueue: string, rollouts: number) =>
  Promise.all(Array.from({ length: rollouts }, (_, i) => rollOut(taskQueue, `${taskQueue}-${i}`)));

const watching = (worker: Serving, rollouts: number) =>
  eventually(async () => worker.watcher.verdicts.size === rollouts);

async function abort(handle: WorkflowHandle): Promise<string> {
  await handle.signal('abort', { by: 'ann' });
  return handle.result().then(
    () => 'promoted',
    (error: Error) => (error.cause as Error).message,
  );
}

it('a worker watches more bakes than it has slots, convicts in them, and gives each back at once', async () => {
  const worker = await work('slots', 100, 3);
  const rollouts = await rollOutAll('slots', 8);
  await watching(worker, 8);
  const [bad, ...good] = rollouts;
  bad!.world.canary = () => ({ requests: 50, errors: 50 });
  await expect(bad!.handle.result()).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/^evidence: /) },
  });
  for (const { handle } of good) expect(await abort(handle)).toBe('aborted by ann: none given');
  for (const { world } of rollouts) expect([...world.running]).toEqual(['v1']);
});

it('a worker that stops hands its bakes over at once, and another one goes on where they are', async () => {
  const first = await work('stops', 100);
  const rollouts = await rollOutAll('stops', 3);
  await watching(first, 3);
  await eventually(async () => rollouts.every(({ reads }) => reads.length >= 3));
  const second = await work('stops', 100);
  const before = Date.now();
  await first.stop();
  await watching(second, 3);
  // Signs of life would have failed to come only after this.
  expect(Date.now() - before).toBeLessThan(60_000);
  const handedOver = rollouts.map(({ reads }) => reads.length);
  await eventually(async () => rollouts.every(({ reads }, i) => reads.length > handedOver[i]! + 1));
  for (const { reads, handle } of rollouts) {
    for (const [i, { from }] of reads.entries()) if (i > 0) expect(from).toBe(reads[i - 1]!.to);
    await abort(handle);
  }
});

it('bakes that a full worker refuses are watched by another one', async () => {
  const full = await work('full', 1);
  const other = await work('full', 100);
  const rollouts = await rollOutAll('full', 6);
  await eventually(async () => full.watcher.verdicts.size + other.watcher.verdicts.size === 6);
  expect(full.watcher.verdicts.size).toBeLessThanOrEqual(1);
  for (const { handle } of rollouts) await abort(handle);
});
