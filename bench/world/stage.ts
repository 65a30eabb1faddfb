import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { startPart, type Part } from '../../infra/local/up/part.ts';
import { programEnvironment } from '../../infra/local/up/program-environment.ts';
import { readyLine } from '../../infra/local/up/ready-line.ts';
import { temporalPart } from '../../infra/local/up/temporal.ts';
import { rolloutYaml } from '../../test/fakes/rollout-yaml.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { serveWorlds, type Worlds } from './server.ts';

/** A Temporal server and Serin's workers, each a process of its own, and rollouts on worlds in memory. */
export interface Stage {
  readonly worlds: Worlds;
  readonly client: Client;
  readonly temporal: Part;
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
}

/** More than any number of rollouts on one machine begins. */
const OPEN = { SERIN_MAX_WATCHES: '10000', SERIN_ACTIVITIES_PER_SECOND: '10000' };

/** Runs something on a stage, and clears it away. */
export async function onStage<T>(
  run: (stage: Stage) => Promise<T>,
  { workers = 1, periodSeconds = 10, env = {} }: StageOptions = {},
): Promise<T> {
  const state = mkdtempSync(join(tmpdir(), 'serin-stage-'));
  const logOf = (name: string) => join(state, 'logs', `${name}.log`);
  const parts: Part[] = [];
  // Made once, and kept for the workers, each of which would make it.
  await workflowBundle();
  const worlds = await serveWorlds(periodSeconds);
  try {
    const temporal = await startPart(
      temporalPart({ state, logFile: logOf('temporal') }, programEnvironment({}), {}),
    );
    parts.push(temporal);
    const address = `127.0.0.1:${temporal.addresses['grpc']}`;
    const settings = {
      ...{ AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
      ...{ TEMPORAL_ADDRESS: address, TEMPORAL_NAMESPACE: 'default', SERIN_LOG_LEVEL: 'warn' },
      ...OPEN,
      ...env,
    };
    for (let i = 0; i < workers; i++) {
      const logFile = logOf(`worker-${i}`);
      const command = [process.execPath, join(import.meta.dirname, 'worker.ts'), worlds.url];
      parts.push(
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
      workers: parts.slice(1),
      start: (service, changes = {}) =>
        client.workflow.start(ROLLOUT_TYPE, {
          taskQueue: 'serin',
          workflowId: rolloutId('shop', service),
          args: [fileOf(service, periodSeconds, changes)],
        }),
    }).finally(() => connection.close());
  } finally {
    await Promise.all(parts.map((part) => part.stop()));
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
