import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { startPart, type Part } from '../../infra/local/up/part.ts';
import { awsPart, workerPart } from '../../infra/local/up/parts.ts';
import { programEnvironment } from '../../infra/local/up/program-environment.ts';
import { temporalPart } from '../../infra/local/up/temporal.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import type { JournalCall } from './calls.ts';
import { makeShop, type Shop } from './shop.ts';

/** A service of the shop. */
export type ShopService = Shop['services'][number];

/** Many services of one account behind one load balancer, and what rolls them out. */
export interface Crowd {
  readonly shop: Shop;
  /** Starts a rollout of `v1` at 50 %, which is kept for so many seconds, and then at 100 %, unless its file is changed. */
  readonly start: (service: ShopService, bakeSeconds: number, changes?: object) => Promise<WorkflowHandle>;
  /** Aborts the rollout of a service. */
  readonly abort: (service: ShopService) => Promise<void>;
  /** The calls of AWS's API so far, from the n-th on. */
  readonly callsSince: (n: number) => Promise<JournalCall[]>;
  readonly client: Client;
  /** What other programs need to use the same AWS and Temporal. */
  readonly env: Readonly<Record<string, string>>;
  /** Where Temporal's server tells its own metrics. */
  readonly temporalMetrics: string;
}

/** Runs something with so many services, on a local AWS whose tasks are simulated and a real Temporal server. */
export async function inCrowd<T>(
  services: number,
  run: (crowd: Crowd) => Promise<T>,
  workers = 1,
): Promise<T> {
  const state = mkdtempSync(join(tmpdir(), 'serin-many-'));
  const logOf = (name: string) => join(state, 'logs', `${name}.log`);
  const parts: Part[] = [];
  try {
    const temporalFolder = { state, logFile: logOf('temporal') };
    const [aws, temporal] = await Promise.all([
      startPart(awsPart(logOf('aws'), state)),
      startPart(temporalPart(temporalFolder, programEnvironment({}), {})),
    ]);
    parts.push(aws, temporal);
    const endpoint = `http://127.0.0.1:${aws.addresses['port']}`;
    const address = `127.0.0.1:${temporal.addresses['grpc']}`;
    const env = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      TEMPORAL_ADDRESS: address,
      TEMPORAL_NAMESPACE: 'default',
    };
    for (let i = 0; i < workers; i++) parts.push(await startPart(workerPart(logOf(`worker-${i}`), env)));
    await fetch(`${endpoint}/moto-api/lab/knobs`, { method: 'POST', body: '{"agent": "simulated"}' });
    const shop = await makeShop(endpoint, services);
    const connection = await Connection.connect({ address });
    const client = new Client({ connection });
    return await run({
      shop,
      start: (service, bakeSeconds, changes = {}) =>
        client.workflow.start(ROLLOUT_TYPE, {
          taskQueue: 'serin',
          workflowId: rolloutId('shop', service.name),
          args: [{ ...rolloutOf(service, bakeSeconds), ...changes }],
        }),
      abort: ({ name }) =>
        client.workflow.getHandle(rolloutId('shop', name)).signal('abort', { by: 'bench' }),
      async callsSince(n) {
        const response = await fetch(`${endpoint}/moto-api/lab/calls?since=${n}`);
        return ((await response.json()) as { calls: JournalCall[] }).calls;
      },
      client,
      env,
      temporalMetrics: `http://127.0.0.1:${temporal.addresses['metrics']}/metrics`,
    }).finally(() => connection.close());
  } finally {
    await Promise.all(parts.map((part) => part.stop()));
    rmSync(state, { recursive: true });
  }
}

const rolloutOf = ({ name, rule }: ShopService, bakeSeconds: number) => ({
  environment: 'shop',
  service: name,
  version: { id: 'v1', image: `${name}:v1` },
  router: { kind: 'alb', rule: { arn: rule } },
  provisioner: { kind: 'ecs', replace: 'swap' },
  metrics: { kind: 'loadBalancer', periodSeconds: 10 },
  judge: { kind: 'errorCount', windowSeconds: bakeSeconds },
  steps: [{ weight: 50, bakeSeconds }],
  finalBakeSeconds: bakeSeconds,
});
