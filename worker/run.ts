import type { Server } from 'node:http';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
  type Logger,
  type WorkerOptions,
} from '@temporalio/worker';
import { Client } from '@temporalio/client';
import { archiveAt } from '../activities/archive/open.ts';
import { sealing } from '../activities/archive/sealing.ts';
import { settlingApart } from '../activities/plan/settle-apart.ts';
import { createBeginActivities } from '../activities/begin.ts';
import { createPreflightActivities } from '../activities/preflight.ts';
import type { BakeWatcher } from '../activities/watching/watcher.ts';
import { encryption } from '../encryption/data-converter.ts';
import { adoptingFor } from './adopting/by-policy.ts';
import { inAccountOf, perAccount } from './accounts.ts';
import { awsActivities, awsClients, loadBalancingPace } from './adapters.ts';
import { keepEnded } from './archiver.ts';
import { readWorkerConfig } from './config.ts';
import { workerDataConverter } from './data-converter.ts';
import { serveHealth } from './health.ts';
import { activityInterceptors, beginsAtMost } from './interceptors.ts';
import { jsonLogger } from './logs.ts';
import { serveMetrics } from './metrics/endpoint.ts';
import { openRollouts } from './metrics/open-rollouts.ts';
import { rolloutGauges } from './metrics/rollout-gauges.ts';
import { ownAddress, runtimeMetrics } from './metrics/temporal-telemetry.ts';
import { noted } from './noted-calls.ts';
import { notificationClients } from './notification-clients.ts';
import { notificationActivities } from './notifiers.ts';
import { ownWatcher } from './own-watcher.ts';
import { readPolicy } from './policy.ts';
import { awsPreflight } from './preflight.ts';
import { registerSearchAttributes } from './search-attributes.ts';
import { makeBuffersFromSmallPools } from './small-pools.ts';
import { startTraces } from './traces.ts';
import { pinnedTo } from './versioning.ts';
import { workflowBundle } from './workflow-bundle.ts';
import { countWorkers, sharedBy } from './workers-of-queue.ts';

/** Activities that a worker carries out at once; each is short, so this is more than it ever needs. */
const ACTIVITY_SLOTS = 400;

/**
 * Serves rollouts until SIGTERM or SIGINT, which let activities under way end first, and hand bakes that are watched over to other workers.
 *
 * @param onReady called once the worker polls, with the address it is connected to
 * @param adapt changes the options of Temporal's worker, as tests do that let it die; it is given what watches bakes
 */
export async function runWorker(
  onReady: (address: string, taskQueue: string) => void,
  adapt: (options: WorkerOptions, watcher: BakeWatcher) => Promise<WorkerOptions> = (options) =>
    Promise.resolve(options),
): Promise<void> {
  makeBuffersFromSmallPools();
  const config = readWorkerConfig(process.env);
  const policy = config.policyFile === undefined ? undefined : readPolicy(config.policyFile);
  const traces = startTraces(process.env);
  const temporalsOwn = config.metricsAddress === undefined ? undefined : await ownAddress();
  const runtime = Runtime.install({
    logger: jsonLogger(config.logLevel),
    telemetryOptions: {
      logging: { filter: makeTelemetryFilterString({ core: 'WARN', other: 'WARN' }), forward: {} },
      ...(temporalsOwn !== undefined && { metrics: runtimeMetrics(temporalsOwn) }),
    },
  });
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const encrypted = await encryption(process.env);
  let worker: Worker | undefined;
  let metrics: Server | undefined;
  let adopting: ReturnType<typeof adoptingFor>;
  const stopping = new AbortController();
  if (config.healthAddress !== undefined)
    await serveHealth(config.healthAddress, () => worker?.getState() === 'RUNNING');
  let stopCounting = (): void => undefined;
  const watching = ownWatcher(config.maxWatches, runtime);
  const connection = await NativeConnection.connect(connectionOptions);
  try {
    const searchable = await registerSearchAttributes(connection, namespace);
    const settle = settlingApart();
    const shared = await sharedBy(() => countWorkers(connection, namespace ?? 'default', config.taskQueue));
    stopCounting = shared.stop;
    worker = await Worker.create(
      await adapt(
        {
          connection,
          ...(namespace === undefined ? {} : { namespace }),
          dataConverter: workerDataConverter(encrypted.dataConverter),
          ...pinnedTo(config.version),
          taskQueue: config.taskQueue,
          workflowBundle: await workflowBundle({
            failureConverterPath: encrypted.dataConverter?.failureConverterPath,
            traced: traces.isOn,
          }),
          ...(traces.sinks && { sinks: traces.sinks }),
          activities: inAccountOf(
            perAccount(policy, (place) => {
              const pace = loadBalancingPace(shared.workers);
              const clients = () => awsClients(place, runtime.metricMeter, pace);
              return withBeginning({
                ...awsActivities(
                  noted(clients()),
                  searchable,
                  notificationActivities(process.env, notificationClients(place, runtime.metricMeter)),
                  policy,
                  settle,
                  watching.watcher,
                  runtime.metricMeter,
                ),
                ...createPreflightActivities(awsPreflight(place, clients)),
              });
            }),
          ),
          interceptors: {
            activity: [
              ...traces.activity,
              ...activityInterceptors,
              beginsAtMost(() => config.activitiesPerSecond / shared.workers()),
            ],
          },
          maxCachedWorkflows: config.maxCachedRollouts,
          maxConcurrentActivityTaskExecutions: ACTIVITY_SLOTS,
          // A worker that dies must not hold its rollouts for the ten seconds of the default.
          stickyQueueScheduleToStartTimeout: '2s',
          shutdownGraceTime: '10s',
          // By its heartbeats an activity is told that it is cancelled, so they are not held back for long.
          maxHeartbeatThrottleInterval: '2s',
        },
        watching.watcher,
      ),
    );
    const client = new Client({
      connection,
      ...(namespace === undefined ? {} : { namespace }),
      ...encrypted,
    });
    archiveEnded(config.archive, client, config.taskQueue, runtime.logger, encrypted, stopping.signal);
    if (config.metricsAddress !== undefined) {
      metrics = await serveMetrics(config.metricsAddress, [
        async () => (await fetch(`http://${temporalsOwn}/metrics`)).text(),
        () => rolloutGauges(() => openRollouts(client, config.taskQueue), watching.watcher.verdicts),
      ]);
    }
    const clientsOf = perAccount(policy, (place) => awsClients(place, runtime.metricMeter));
    adopting = adoptingFor(
      policy,
      client,
      config.taskQueue,
      (workflowId) => clientsOf(workflowId).ecs,
      runtime.logger,
    );
    onReady(connectionOptions.address ?? 'localhost:7233', config.taskQueue);
    await worker.run();
  } finally {
    await adopting?.close();
    stopping.abort();
    stopCounting();
    await watching.close();
    metrics?.close();
    metrics?.closeAllConnections();
    await connection.close();
    await traces.close();
  }
}

/** A rollout begins by several of its activities in one. */
const withBeginning = <Parts extends Parameters<typeof createBeginActivities>[0]>(parts: Parts) => ({
  ...parts,
  ...createBeginActivities(parts),
});

/** Keeps ended rollouts, where that is asked for, beside what the worker does. */
function archiveEnded(
  place: string | undefined,
  client: Client,
  taskQueue: string,
  logger: Logger,
  { dataConverter }: Awaited<ReturnType<typeof encryption>>,
  signal: AbortSignal,
): void {
  if (place === undefined) return;
  const archive = archiveAt(place, sealing(dataConverter?.payloadCodecs?.[0]));
  const warn = (what: string, error: unknown): void => void logger.warn(what, { error });
  void keepEnded({ client, taskQueue, archive, warn }, signal);
}
