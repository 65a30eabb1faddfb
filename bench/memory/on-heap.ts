import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import { Client, type WorkflowHandle } from '@temporalio/client';
import {
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { BakeWatcher } from '../../activities/watching/watcher.ts';
import { activitiesIn } from '../../test/fakes/activities.ts';
import { rolloutYaml } from '../../test/fakes/rollout-yaml.ts';
import { worldServing, type World } from '../../test/fakes/world.ts';
import { startDevServer } from '../../test/worker/dev-server.ts';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { makeBuffersFromSmallPools } from '../../worker/small-pools.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { heapInUse } from './collect-garbage.ts';

/** A worker on this process's own heap, which alone can be measured to the byte. */
export interface OnHeap {
  /** Starts so many rollouts of services that are new. */
  readonly start: (count: number, changes: object) => Promise<void>;
  /** Resolves when all have written their first weights. */
  readonly baking: () => Promise<void>;
  /** Resolves when all have ended, which they are asked for by a signal where one is named; nothing of them is kept here. */
  readonly ended: (signal?: string) => Promise<void>;
  /** After all garbage is collected. */
  readonly heapBytes: () => Promise<number>;
}

/** Measures by a real server and a worker whose rollouts work on worlds in memory. */
export async function onHeap(measure: (heap: OnHeap) => Promise<void>): Promise<void> {
  makeBuffersFromSmallPools();
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  const server = await startDevServer();
  const connection = await NativeConnection.connect({ address: server.address });
  const worlds = new Map<string, World>();
  const worker = await Worker.create({
    connection,
    taskQueue: 'heap',
    workflowBundle: await workflowBundle(),
    dataConverter: workerDataConverter(),
    activities: activitiesIn(
      () => worlds.get(Context.current().info.workflowExecution?.workflowId ?? '')!,
      new BakeWatcher(),
    ),
    // Workflows are on a thread of their own otherwise, with a heap of its own.
    debugMode: true,
  });
  const running = worker.run();
  const client = new Client({ connection: server.connection });
  const handles = new Map<string, WorkflowHandle>();
  let started = 0;
  await measure({
    async start(count, changes) {
      for (const last = started + count; started < last; started++) {
        const service = `service-${started}`;
        const workflowId = rolloutId('shop', service);
        worlds.set(workflowId, worldServing('v1'));
        const file = rolloutYaml({ service, limits: { drainSeconds: 0 }, ...changes });
        const args: [unknown] = [file];
        handles.set(
          workflowId,
          await client.workflow.start(ROLLOUT_TYPE, { taskQueue: 'heap', workflowId, args }),
        );
      }
    },
    async baking() {
      const isBaking = ({ effects }: World) => effects.some((effect) => effect.startsWith('write'));
      while (![...worlds.values()].every(isBaking)) await sleep(200);
    },
    async ended(signal) {
      for (const handle of handles.values()) {
        if (signal !== undefined) await handle.signal(signal, { by: 'bench' });
        await handle.result().catch(() => undefined);
      }
      handles.clear();
      worlds.clear();
    },
    async heapBytes() {
      // What was asked for last is answered, and what ended is let go of.
      await sleep(3000);
      return heapInUse();
    },
  });
  worker.shutdown();
  await running;
  await connection.close();
  await server.stop();
}
