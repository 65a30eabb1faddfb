import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { viewRollout, type RolloutView } from '../../client/rollout.ts';
import { encryption } from '../../encryption/data-converter.ts';
import type { Edit } from '../../infra/demo/versions.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import type { Timeline } from '../../infra/local/traffic/timeline.ts';
import { startTraffic, type Traffic } from '../../infra/local/traffic/traffic.ts';
import { startCloud, type Cloud } from '../../infra/local/up/cloud.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { eventually } from '../infra/local/eventually.ts';
import { buildVersion, type Version } from './article.ts';
import { awsControls } from './aws-controls.ts';
import { routeWrites, type Call, type Fault, type RouteWrite } from './journal.ts';
import { startProgram, type Program } from './program.ts';

export const SERVICE = 'yelb-appserver';
export const ROLLOUT = `ecs-blogpost/${SERVICE}`;
export const WORKFLOW_ID = rolloutId('ecs-blogpost', SERVICE);

/** Waits that suit a test; a deployment file alone can say so. */
export const SHORT_WAITS = { PercentageStep: 50, WaitTime: 2, MetricPeriod: 1, DrainTime: 1 };

const SERIN = join(import.meta.dirname, '../../bin/serin');

/** A local cloud with a worker, where tests roll out versions of one service and look at what AWS was asked. */
export interface Lab {
  readonly cloud: Cloud;
  build(title: string, edits?: readonly Edit[], fields?: Readonly<Record<string, unknown>>): Version;
  /** The real command, as a child process. */
  serin(...args: string[]): Program;
  /** The same with another address of Temporal. */
  serinAt(temporalAddress: string, ...args: string[]): Program;
  /** The Temporal CLI. */
  temporal(...args: string[]): Program;
  /** `serin start --watch`. */
  start({ file }: Version): Program;
  /** Steady requests to the service by way of the mesh, until the lab closes. */
  callService(): Traffic;
  /** The service's running or latest rollout, as Temporal has it. */
  readonly rollout: WorkflowHandle;
  /** The same as `serin status` sees it; undefined while Temporal or the worker does not answer. */
  view(): Promise<RolloutView | undefined>;
  /** Every call to the AWS API after the n-th. */
  callsSince(n: number): Promise<Call[]>;
  /** The number of the latest call. */
  latestCall(): Promise<number>;
  routeWritesSince(n: number): Promise<RouteWrite[]>;
  /** Resolves when the route has been written so after the n-th call, as «v1 67, v2 33». */
  routeWritten(split: string, n: number): Promise<RouteWrite>;
  /** Replaces the faults in force. */
  setFaults(...faults: Fault[]): Promise<void>;
  /** Versions whose stack exists, in any state. */
  versionsWithStack(): Promise<string[]>;
  recordedVersion(): Promise<{ image: string | undefined; number: number | undefined }>;
  /** Resolves with the first truthy answer; rejects when the lab has closed or a part of its cloud has died. */
  until: typeof eventually;
  close(): Promise<void>;
}

/** Starts a local cloud of its own, with all its state in a folder that is gone once it is closed. */
export async function startLab(): Promise<Lab> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'serin-e2e-'));
  const cloud = await startCloud({ stateFolder, worker: true });
  const { awsEndpointUrl: endpoint, region, temporalAddress: address, environment } = cloud.endpoints;
  const connection = await Connection.connect({ address });
  const client = new Client({ connection, ...(await encryption(process.env)) });
  const rollout = client.workflow.getHandle(WORKFLOW_ID);
  const aws = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const cloudFormation = new CloudFormationClient(aws);
  const ssm = new SSMClient(aws);
  const started: Program[] = [];
  const traffics: Traffic[] = [];
  // A test that is out of time leaves its questions behind; they must not be asked for ever.
  let over: string | undefined;
  void cloud.died.then((reason) => (over = reason));
  const until: typeof eventually = (question) =>
    eventually(() => {
      if (over !== undefined) throw new Error(over);
      return question();
    });

  const run = (command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Program => {
    const program = startProgram(command, args, { env: { ...process.env, ...cloud.env, ...env } });
    started.push(program);
    return program;
  };
  const { callsSince, latestCall, setFaults } = awsControls(endpoint);
  const routeWritesSince = async (n: number) => routeWrites(await callsSince(n), SERVICE);

  return {
    cloud,
    build: (title, edits = [], fields = {}) =>
      buildVersion(stateFolder, title, edits, { ...SHORT_WAITS, ...fields }),
    serin: (...args) => run(SERIN, args),
    serinAt: (temporalAddress, ...args) => run(SERIN, args, { TEMPORAL_ADDRESS: temporalAddress }),
    temporal: (...args) => run(programs.temporal(), [...args, '--address', address]),
    start: ({ file }) => run(SERIN, ['start', '-f', file, '--watch']),
    callService() {
      const host = `${SERVICE}.yelb.local:4567`;
      const url = cloud.endpoints.frontDoor;
      const { stop, timeline } = startTraffic({ url, host, path: '/api/getvotes', requestsPerSecond: 30 });
      let stopped: Promise<Timeline> | undefined;
      const traffic = { timeline, stop: () => (stopped ??= stop()) };
      traffics.push(traffic);
      return traffic;
    },
    rollout,
    view: () => viewRollout(client, rollout).catch(() => undefined),
    callsSince,
    latestCall,
    routeWritesSince,
    routeWritten: (split, n) =>
      until(async () => (await routeWritesSince(n)).find((write) => write.split === split)),
    setFaults: (...faults) => setFaults(faults),
    async versionsWithStack() {
      const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
      const prefix = `${environment}-${SERVICE}-`;
      return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
        .map(({ StackName = '' }) => StackName)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
    },
    async recordedVersion() {
      const Name = `${environment}-canary-${SERVICE}-version`;
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
      return { image: Parameter?.Value, number: Parameter?.Version };
    },
    until,
    async close() {
      over = 'the lab is closed';
      for (const program of started) program.kill();
      await Promise.all(started.map(({ exitCode }) => exitCode));
      await Promise.all(traffics.map((traffic) => traffic.stop()));
      await connection.close();
      await cloud.stop();
      rmSync(stateFolder, { recursive: true });
    },
  };
}
