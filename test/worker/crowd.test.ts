import { resolve } from 'node:path';
import { Context } from '@temporalio/activity';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { BakeWatcher } from '../../activities/watching/watcher.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId, statusQuery } from '../../workflows/messages.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';

const SLOTS = 6;
const WATCHES = 4;
const ROLLOUTS = 10;

let env: TestWorkflowEnvironment;
const worlds = new Map<string, World>();
let stop: () => Promise<void>;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  const world = () => worlds.get(Context.current().info.workflowExecution?.workflowId ?? '')!;
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'crowd',
    workflowBundle: await workflowBundle(),
    dataConverter: workerDataConverter(),
    activities: activitiesIn(world, new BakeWatcher(WATCHES)),
    maxConcurrentActivityTaskExecutions: SLOTS,
  });
  const running = worker.run();
  stop = async () => {
    worker.shutdown();
    await running;
  };
});
afterAll(async () => {
  await stop?.();
  await env?.teardown();
});

/** Each has another one, so that it is seen whether a rollout shows its own. */
const canaryOf = (i: number) => `v${i + 2}`;

it('more rollouts than a worker has slots all get their weight, show what is theirs, and go back without waiting for a bake', async () => {
  const handles = await Promise.all(
    Array.from({ length: ROLLOUTS }, async (_, i) => {
      const service = `cart-${i}`;
      worlds.set(rolloutId('shop', service), worldServing('v1'));
      const file = rolloutYaml({
        service,
        version: { id: canaryOf(i), image: `shop:2026-01-02.${canaryOf(i)}` },
        judge: { kind: 'evidence' },
        steps: [{ weight: 50, bakeSeconds: 7200 }],
        limits: { drainSeconds: 0 },
      });
      const workflowId = rolloutId('shop', service);
      return env.client.workflow.start(ROLLOUT_TYPE, { taskQueue: 'crowd', workflowId, args: [file] });
    }),
  );
  for (const handle of handles)
    await eventually(async () =>
      (await handle.query(statusQuery)).readBack.some(({ weight }) => weight === 50),
    );
  for (const [i, handle] of handles.entries())
    expect(await handle.query('__temporal_workflow_metadata')).toMatchObject({
      currentDetails: expect.stringContaining(`canary ${canaryOf(i)}\n`),
    });
  for (const handle of handles) await handle.signal('abort', { by: 'ann' });
  const ends = await Promise.all(
    handles.map((handle) => handle.result().catch((error: Error) => (error.cause as Error).message)),
  );
  expect(ends).toEqual(handles.map(() => 'aborted by ann: none given'));
  for (const world of worlds.values()) expect([...world.running]).toEqual(['v1']);
});
