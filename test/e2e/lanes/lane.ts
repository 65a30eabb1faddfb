import { join } from 'node:path';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { readDeploymentFile } from '../../../client/deployment-files.ts';
import { startRollout } from '../../../client/rollouts/start.ts';
import { viewRollout, type RolloutView } from '../../../client/rollouts/view.ts';
import { totalsOf } from '../../../infra/local/traffic/timeline.ts';
import { startTraffic, type Traffic } from '../../../infra/local/traffic/traffic.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { startPart, type Part } from '../../../infra/local/up/part.ts';
import { programEnvironment } from '../../../infra/local/up/program-environment.ts';
import { readyLine } from '../../../infra/local/up/ready-line.ts';
import { rolloutId } from '../../../workflows/messages.ts';
import type { Version } from '../article.ts';
import { awsControls } from '../aws-controls.ts';
import type { Call, Fault } from '../journal.ts';
import type { Boundary } from './boundary.ts';
import type { LaneService } from './lane-service.ts';

/**
 * One service of its own in a cloud, with a namespace of Temporal, a worker and callers of its own: what happens in
 * one lane is not felt in another.
 */
export interface Lane {
  readonly name: string;
  readonly cloud: Cloud;
  readonly service: LaneService;
  /** Acts in a lane, opened for this alone, whose service was never rolled out; it is called if a version serves. */
  withNewService<Result>(act: (lane: Lane) => Promise<Result>): Promise<Result>;
  /** The same with a service whose first version serves. */
  withServingService<Result>(act: (lane: Lane) => Promise<Result>): Promise<Result>;
  /** Makes a version; a failing one answers every request of its callers with 500. */
  build(title: string, fields?: Readonly<Record<string, unknown>>, failing?: boolean): Version;
  /** Starts the lane's worker, in place of the one it had; with a boundary it is one that dies there. */
  startWorker(boundary?: Boundary): Promise<Part>;
  /** Starts a rollout as the command does. */
  start(version: Version): Promise<WorkflowHandle>;
  /** The running or latest rollout; undefined while Temporal or the worker does not answer. */
  view(): Promise<RolloutView | undefined>;
  handle(): WorkflowHandle;
  /** Another workflow in the lane's namespace. */
  workflow(id: string): WorkflowHandle;
  /** What the lane's worker has asked of AWS after the n-th call. */
  callsSince(n: number): Promise<Call[]>;
  latestCall(): Promise<number>;
  /** Replaces the faults that the lane's worker meets. */
  setFaults(...faults: Fault[]): Promise<void>;
  /** Those of its faults that are used up: the last call that meets one may be under way. */
  usedFaults(): Promise<Fault[]>;
  /** Steady requests to the service, until the lane closes. */
  callService(): void;
  /** How many of them have failed until now. */
  failedRequests(): number;
  close(): Promise<void>;
}

/**
 * Opens a lane for a service.
 *
 * @param client of the lane's own namespace
 * @param bundle the workflows, as `bundleWorkflows` makes them
 * @param openNew opens another lane, of a new service that the same router serves, with a first version or with none
 */
export function openLane(
  cloud: Cloud,
  client: Client,
  service: LaneService,
  bundle: string,
  openNew: (serving: boolean) => Promise<Lane>,
): Lane {
  const { awsEndpointUrl: endpoint, environment, stateFolder } = cloud.endpoints;
  const { name } = service;
  const env = { ...cloud.env, TEMPORAL_NAMESPACE: name, AWS_SDK_UA_APP_ID: name };
  const caller = `app/${name}$`;
  let worker: Part | undefined;
  let traffic: Traffic | undefined;
  const handle = () => client.workflow.getHandle(rolloutId(environment, name));
  const { callsSince, latestCall, setFaults, usedFaults } = awsControls(endpoint);
  const inAnother = async <Result>(
    serving: boolean,
    act: (lane: Lane) => Promise<Result>,
  ): Promise<Result> => {
    const lane = await openNew(serving);
    try {
      return await act(lane);
    } finally {
      await lane.close();
    }
  };

  return {
    name,
    cloud,
    service,
    withNewService: (act) => inAnother(false, act),
    withServingService: (act) => inAnother(true, act),
    build: (title, fields = {}, failing = false) => service.build(title, fields, failing),
    async startWorker(boundary) {
      await worker?.stop();
      const logFile = join(stateFolder, 'logs', `worker-${name}.log`);
      worker = await startPart({
        name: 'worker',
        logFile,
        env: programEnvironment({
          ...env,
          SERIN_BUNDLE: bundle,
          SERIN_DIES: JSON.stringify(boundary ?? null),
        }),
        command: () => [process.execPath, join(import.meta.dirname, 'mortal-worker.ts')],
        ready: readyLine(logFile),
      });
      return worker;
    },
    async start({ file }) {
      await startRollout(client, readDeploymentFile(file), { by: 'test' });
      return handle();
    },
    view: () => viewRollout(client, handle()).catch(() => undefined),
    handle,
    workflow: (id) => client.workflow.getHandle(id),
    callsSince: async (n) =>
      (await callsSince(n)).filter(({ userAgent }) => userAgent.includes(`app/${name}`)),
    latestCall,
    setFaults: (...faults) => setFaults(faults, caller),
    usedFaults: () => usedFaults(caller),
    callService() {
      traffic = startTraffic({ ...service.callers, requestsPerSecond: 15 });
    },
    failedRequests: () =>
      Object.values(totalsOf(traffic?.timeline() ?? { startedAt: '', seconds: [] })).reduce(
        (sum, { errors }) => sum + errors,
        0,
      ),
    async close() {
      await traffic?.stop();
      traffic = undefined;
      await worker?.stop();
    },
  };
}
