import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { recordName } from '../../workflows/rollout/names.ts';
import { clientOf } from '../../infra/demo/aws-client.ts';
import type { Edit } from '../../infra/demo/versions.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import type { Traffic } from '../../infra/local/traffic/traffic.ts';
import { startCloud } from '../../infra/local/up/cloud.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { buildVersion, type Version } from './article.ts';
import { routeWrites, type RouteWrite } from './journal.ts';
import type { Program } from './program.ts';
import { openStage, type Stage } from './stage.ts';

export const SERVICE = 'yelb-appserver';
export const ROLLOUT = `ecs-blogpost/${SERVICE}`;
export const WORKFLOW_ID = rolloutId('ecs-blogpost', SERVICE);

/** Waits that suit a test; a deployment file alone can say so. */
export const SHORT_WAITS = { PercentageStep: 50, WaitTime: 2, MetricPeriod: 1, DrainTime: 1 };

const SERIN = join(import.meta.dirname, '../../bin/serin');

/** A local cloud with a worker, where tests roll out versions of one service and look at what AWS was asked. */
export interface Lab extends Stage {
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
  routeWritesSince(n: number): Promise<RouteWrite[]>;
  /** Resolves when the route has been written so after the n-th call, as «v1 67, v2 33». */
  routeWritten(split: string, n: number): Promise<RouteWrite>;
  /** Versions whose stack exists, in any state. */
  versionsWithStack(): Promise<string[]>;
  recordedVersion(): Promise<{ image: string | undefined; number: number | undefined }>;
}

/** Starts a local cloud of its own, with all its state in a folder that is gone once it is closed. */
export async function startLab(): Promise<Lab> {
  const stateFolder = mkdtempSync(join(tmpdir(), 'serin-e2e-'));
  const cloud = await startCloud({ stateFolder, worker: true });
  const { temporalAddress: address, environment, frontDoor: url } = cloud.endpoints;
  const { run, send, ...stage } = await openStage(cloud, stateFolder, WORKFLOW_ID);
  const cloudFormation = new CloudFormationClient(clientOf(cloud));
  const ssm = new SSMClient(clientOf(cloud));
  const routeWritesSince = async (n: number) => routeWrites(await stage.callsSince(n), SERVICE);

  return {
    ...stage,
    build: (title, edits = [], fields = {}) =>
      buildVersion(stateFolder, title, edits, { ...SHORT_WAITS, ...fields }),
    serin: (...args) => run(SERIN, args),
    serinAt: (temporalAddress, ...args) => run(SERIN, args, { TEMPORAL_ADDRESS: temporalAddress }),
    temporal: (...args) => run(programs.temporal(), [...args, '--address', address]),
    start: ({ file }) => run(SERIN, ['start', '-f', file, '--watch']),
    callService: () => send({ url, host: `${SERVICE}.yelb.local:4567`, path: '/api/getvotes' }),
    routeWritesSince,
    routeWritten: (split, n) =>
      stage.until(async () => (await routeWritesSince(n)).find((write) => write.split === split)),
    async versionsWithStack() {
      const { StackSummaries = [] } = await cloudFormation.send(new ListStacksCommand({}));
      const prefix = `${environment}-${SERVICE}-`;
      return StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE')
        .map(({ StackName = '' }) => StackName)
        .filter((name) => name.startsWith(prefix))
        .map((name) => name.slice(prefix.length));
    },
    async recordedVersion() {
      const Name = recordName(environment, SERVICE);
      const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption: true }));
      return { image: Parameter?.Value, number: Parameter?.Version };
    },
  };
}
