import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Context } from '@temporalio/activity';
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure, type PayloadCodec } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import {
  type ActivityInterceptorsFactory,
  bundleWorkflowCode,
  DefaultLogger,
  type Logger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
} from '@temporalio/worker';
import type { WatchClock } from '../../activities/watching/clock.ts';
import { BakeWatcher } from '../../activities/watching/watcher.ts';
import { activityInterceptors } from '../../worker/interceptors.ts';
import { PAYLOAD_CONVERTER_PATH, workerDataConverter } from '../../worker/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId, statusQuery, type RolloutResult } from '../../workflows/messages.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { activitiesIn } from '../fakes/activities.ts';
import type { World } from '../fakes/world.ts';

export interface Ended {
  readonly outcome: string;
  readonly reason: string;
  readonly status: RolloutStatus;
  readonly effects: readonly string[];
  readonly seconds: number;
  readonly history: History;
}

/** What an operator does while a rollout runs; `sleep` lets skipped time pass. */
export type Operator = (handle: WorkflowHandle, sleep: (seconds: number) => Promise<void>) => Promise<void>;

export interface Harness {
  readonly env: TestWorkflowEnvironment;
  /** Starts a rollout (or another workflow) in a world, lets an operator act on it, and follows it to its end. */
  run(world: World, file: unknown, operator?: Operator, type?: string): Promise<Ended>;
  /** Starts the rollout of another service in a world of its own, beside others; answers how to follow it to its end. */
  start(world: World, file: unknown, service: string): Promise<() => Promise<Ended>>;
  /** Has another worker take the place of one that forgets. */
  replaceWorker(): Promise<void>;
  close(): Promise<void>;
}

/** Time does not skip while an activity runs, so nothing is watched: the look at the end of a bake finds out all that there is. */
class NoWatcher extends BakeWatcher {
  override begin(): never {
    throw ApplicationFailure.nonRetryable('nothing can be watched while time stands still');
  }
}

/** What a harness may have different. */
interface HarnessOptions {
  readonly logger?: Logger;
  /** Whether bakes are watched, in skipped time; only their ends are looked at unless given. */
  readonly watches?: boolean;
  /** Whether timers fire some seconds late. */
  readonly lateTimers?: boolean;
  /** Whether the worker forgets a workflow after each task, so that another one can take its place at any time. */
  readonly forgets?: boolean;
  /** Workflows of a test's own, by their file; the product's unless given. */
  readonly workflows?: string;
  /** What Temporal's server is not to read. */
  readonly codecs?: PayloadCodec[];
  /** What such workflows ask of the outside world besides. */
  readonly activities?: object;
}

const INSTALLED = resolve('.serin/python/bin/temporal-test-server');

/** Temporal's test server that `make install` has brought, or else the one that Temporal's SDK fetches. */
const executable = existsSync(INSTALLED)
  ? ({ type: 'existing-path', path: INSTALLED } as const)
  : ({ type: 'cached-download' } as const);

/**
 * A clock whose sleeps skip time. Time stands still while an activity runs, so a sleep ends the attempt and lets the
 * server begin the next one so much later; what was remembered comes back with it, as after a worker's death.
 */
function skippedClock(env: TestWorkflowEnvironment): {
  clock: WatchClock;
  keepTime: ActivityInterceptorsFactory;
} {
  let now = 0;
  return {
    clock: {
      now: () => now,
      sleep: (seconds) =>
        Promise.reject(ApplicationFailure.create({ message: 'asleep', nextRetryDelay: seconds * 1000 })),
    },
    keepTime: () => ({
      inbound: {
        async execute(input, next) {
          now = (await env.currentTimeMs()) / 1000;
          return next(input);
        },
      },
    }),
  };
}

const bundleOf = ({ workflows = 'workflows/index.ts', lateTimers = false }: HarnessOptions) =>
  bundleWorkflowCode({
    workflowsPath: resolve(workflows),
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    workflowInterceptorModules: lateTimers ? [resolve('test/workflows/late-timers.ts')] : [],
    logger: new DefaultLogger('ERROR'),
  });

/** A Temporal server that skips time, and a worker whose outside world is whichever `run` is given. */
export async function startHarness(options: HarnessOptions = {}): Promise<Harness> {
  const { logger = new DefaultLogger('ERROR'), watches = false } = options;
  const encrypted = { payloadCodecs: options.codecs ?? [] };
  Runtime.install({
    logger,
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
  const env = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable },
    client: { dataConverter: encrypted },
  });
  let world: World | undefined;
  const worlds = new Map<string, World>();
  const present = (): World => {
    const own = worlds.get(Context.current().info.workflowExecution?.workflowId ?? '') ?? world;
    if (own === undefined) throw new Error('no world to act in');
    return own;
  };
  const { clock, keepTime } = skippedClock(env);
  const watcher = watches ? new BakeWatcher(Infinity, undefined, clock) : new NoWatcher();
  const isOwn = options.lateTimers === true || options.workflows !== undefined;
  const bundle = await (isOwn ? bundleOf(options) : workflowBundle());
  const work = async () => {
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue: 'test',
      workflowBundle: bundle,
      dataConverter: workerDataConverter(encrypted),
      interceptors: { activity: watches ? [...activityInterceptors, keepTime] : activityInterceptors },
      activities: { ...activitiesIn(present, watcher), ...options.activities },
      ...(options.forgets && { maxCachedWorkflows: 0 }),
      maxHeartbeatThrottleInterval: 1,
      defaultHeartbeatThrottleInterval: 1,
    });
    const ended = worker.run();
    return async () => {
      worker.shutdown();
      await ended;
    };
  };
  let stopWorker = await work();

  async function start(inWorld: World, file: unknown, service: string, type: string) {
    const begun = await env.currentTimeMs();
    const handle = await env.client.workflow.start(type, {
      taskQueue: 'test',
      workflowId: rolloutId('shop', service),
      args: [file],
    });
    return async (): Promise<Ended> => {
      const result = handle.result() as Promise<RolloutResult>;
      const { outcome, reason } = await result.then(
        ({ outcome, reason }) => ({ outcome: outcome, reason }),
        (error: unknown) => {
          if (!(error instanceof WorkflowFailedError)) throw error;
          const { type, message } = error.cause as Error & { type?: string };
          return { outcome: type ?? (error.cause as Error).name, reason: message };
        },
      );
      const [status, history, { closeTime: latest }] = await Promise.all([
        handle.query(statusQuery),
        handle.fetchHistory(),
        handle.describe(),
      ]);
      // The next rollout of the service may run by now.
      const own = env.client.workflow.getHandle(handle.workflowId, handle.firstExecutionRunId);
      const closeTime = latest ?? (await own.describe()).closeTime;
      // The server's own time may have leapt on since.
      const seconds = (closeTime!.getTime() - begun) / 1000;
      return { outcome, reason, status, effects: inWorld.effects, seconds, history };
    };
  }

  return {
    env,
    async run(nextWorld, file, operator, type = ROLLOUT_TYPE) {
      world = nextWorld;
      const follow = await start(nextWorld, file, 'cart', type);
      // Skipped time moves only in `sleep` and while a result is awaited, so the operator's times are exact.
      await operator?.(env.client.workflow.getHandle(rolloutId('shop', 'cart')), (seconds) =>
        env.sleep(seconds * 1000),
      );
      return follow();
    },
    async start(ownWorld, file, service) {
      worlds.set(rolloutId('shop', service), ownWorld);
      return start(ownWorld, file, service, ROLLOUT_TYPE);
    },
    async replaceWorker() {
      await stopWorker();
      stopWorker = await work();
    },
    async close() {
      await stopWorker();
      await env.teardown();
    },
  };
}

/** Runs a workflow in a world on a server of its own. */
export async function runAlone(
  world: World,
  file: unknown,
  operator?: Operator,
  type?: string,
): Promise<Ended> {
  const harness = await startHarness();
  try {
    return await harness.run(world, file, operator, type);
  } finally {
    await harness.close();
  }
}
