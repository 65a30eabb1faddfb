import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { startPart, type Part } from '../../infra/local/up/part.ts';
import { programEnvironment } from '../../infra/local/up/program-environment.ts';
import { readyLine } from '../../infra/local/up/ready-line.ts';
import { rolloutYaml } from '../../test/fakes/rollout-yaml.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { serveWorlds, type Worlds } from './server.ts';
import { startDevServer, type TemporalServer } from './temporal.ts';

/** A Temporal server and Serin's workers, each a process of its own, and rollouts on worlds in memory. */
export interface Stage {
  readonly worlds: Worlds;
  readonly client: Client;
  readonly temporal: TemporalServer;
  readonly workers: readonly Part[];
  /** Starts the rollout of a service by evidence; its file may be changed. */
  readonly start: (service: string, changes?: Record<string, unknown>) => Promise<WorkflowHandle>;
}

/** What a stage may have different. */
export interface StageOptions {
  readonly workers?: number;
  /** Seconds of a bucket of metrics. */
  readonly periodSeconds?: number;
  /** Settings of the workers. */
  readonly env?: Readonly<Record<string, string>>;
  /** What starts the server, which keeps its state in the folder that it is given. */
  readonly startTemporal?: (state: string) => Promise<TemporalServer>;
}

/** More than any number of rollouts on one machine begins. */
const OPEN = { SERIN_MAX_WATCHES: '10000', SERIN_ACTIVITIES_PER_SECOND: '10000' };

/** Runs something on a stage, and clears it away. */
export async function onStage<T>(
  run: (stage: Stage) => Promise<T>,
  { workers = 1, periodSeconds = 10, env = {}, startTemporal = startDevServer }: StageOptions = {},
): Promise<T> {
  const state = mkdtempSync(join(tmpdir(), 'serin-stage-'));
  const logOf = (name: string) => join(state, 'logs', `${name}.log`);
  const workerParts: Part[] = [];
  let temporal: TemporalServer | undefined;
  // Made once, and kept for the workers, each of which would make it.
  await workflowBundle();
  const worlds = await serveWorlds(periodSeconds);
  try {
    temporal = await startTemporal(state);
    const { address } = temporal;
    const settings = {
      ...{ AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      ...{ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default', SERIN_LOG_LEVEL: 'warn' },
      ...OPEN,
      ...env,
    };
    for (let i = 0; i < workers; i++) {
      const logFile = logOf(`worker-${i}`);
      const command = [process.execPath, join(import.meta.dirname, 'worker.ts'), worlds.url];
      workerParts.push(
        await startPart({
          name: 'worker',
          logFile,
          env: programEnvironment(settings),
          command: () => command,
          ready: readyLine(logFile),
        }),
      );
    }
    const connection = await Connection.connect({ address });
    const client = new Client({ connection });
    return await run({
      worlds,
      client,
      temporal,
      workers: workerParts,
      start: (service, changes = {}) =>
        client.workflow.start(ROLLOUT_TYPE, {
          taskQueue: 'serin',
          workflowId: rolloutId('shop', service),
          args: [fileOf(service, periodSeconds, changes)],
        }),
    }).finally(() => connection.close());
  } finally {
    await Promise.all([...workerParts, ...(temporal ? [temporal] : [])].map((part) => part.stop()));
    await worlds.close();
    rmSync(state, { recursive: true });
  }
}

const fileOf = (service: string, periodSeconds: number, changes: Record<string, unknown>) =>
  rolloutYaml({
    service,
    metrics: { kind: 'envoy', address: 'http://127.0.0.1:9', port: 80, periodSeconds, scrapeSeconds: 1 },
    judge: { kind: 'evidence' },
    limits: { drainSeconds: 0 },
    ...changes,
  });
