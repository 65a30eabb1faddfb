import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { startPart, type Part } from '../../infra/local/up/part.ts';
import { awsPart, workerPart } from '../../infra/local/up/parts.ts';
import { programEnvironment } from '../../infra/local/up/program-environment.ts';
import { temporalPart } from '../../infra/local/up/temporal.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { countByAction, latestBySeconds, mostPerSecond, type JournalCall } from './calls.ts';
import { makeShop } from './shop.ts';

/** Many rollouts at once on one account, held against what AWS lets an account ask of its load balancers. */
const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '50' },
    bakeSeconds: { type: 'string', default: '120' },
  },
});
const BAKE_SECONDS = Number(values.bakeSeconds);
const LIMITS = { writes: 3, reads: 10 };

const state = mkdtempSync(join(tmpdir(), 'serin-many-'));
const logOf = (name: string) => join(state, 'logs', `${name}.log`);
const parts: Part[] = [];
try {
  process.exitCode = (await run(Number(values.rollouts))) ? 0 : 1;
} finally {
  await Promise.all(parts.map((part) => part.stop()));
  rmSync(state, { recursive: true });
}
process.exit();

async function run(count: number): Promise<boolean> {
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
  parts.push(await startPart(workerPart(logOf('worker'), env)));
  await fetch(`${endpoint}/moto-api/lab/knobs`, { method: 'POST', body: '{"agent": "simulated"}' });
  const shop = await makeShop(endpoint, count);
  const counting = new AbortController();
  void countUntil(counting.signal, () => shop.countRequests(20));

  const connection = await Connection.connect({ address });
  const client = new Client({ connection });
  const before = (await callsSince(endpoint, 0)).length;
  const startedAt = new Date();
  const results = await Promise.all(
    shop.services.map(async ({ name, rule }) => {
      const started = await client.workflow.start(ROLLOUT_TYPE, {
        taskQueue: 'serin',
        workflowId: rolloutId('shop', name),
        args: [rolloutOf(name, rule)],
      });
      return started.result().then(
        () => 'promoted',
        (error: Error) => `${error.message}: ${(error.cause as Error | undefined)?.message}`,
      );
    }),
  );
  counting.abort();
  const tookSeconds = Math.round((Date.now() - startedAt.getTime()) / 1000);
  const calls = (await callsSince(endpoint, before)).filter(
    ({ service }) => service === 'elasticloadbalancing',
  );
  await connection.close();

  const reads = calls.filter(({ action }) => action.startsWith('Describe'));
  const writes = calls.filter(({ action }) => !action.startsWith('Describe'));
  const late = Math.max(
    ...shop.services.map(({ rule }) => latestBySeconds(calls, rule, startedAt, BAKE_SECONDS)),
  );
  const promoted = results.filter((result) => result === 'promoted').length;
  for (const other of new Set(results.filter((result) => result !== 'promoted'))) console.log(other);
  const facts: [string, number, (value: number) => boolean][] = [
    ['rollouts promoted', promoted, (value) => value === count],
    ['most writes within a second', mostPerSecond(writes), (value) => value < LIMITS.writes],
    ['most reads within a second', mostPerSecond(reads), (value) => value < LIMITS.reads],
    ['latest weight, in seconds', Math.round(late), (value) => value <= BAKE_SECONDS],
  ];
  for (const [what, value, isGood] of facts)
    console.log(`${isGood(value) ? 'yes' : 'NO '} ${what}: ${value}`);
  console.log(`${count} rollouts took ${tookSeconds} s, ${reads.length} reads and ${writes.length} writes`);
  for (const [action, times] of countByAction(calls)) console.log(`${times} ${action}`);
  return facts.every(([, value, isGood]) => isGood(value));
}

function rolloutOf(service: string, rule: string) {
  return {
    environment: 'shop',
    service,
    version: { id: 'v1', image: `${service}:v1` },
    router: { kind: 'alb', rule: { arn: rule } },
    provisioner: { kind: 'ecs' },
    metrics: { kind: 'loadBalancer', periodSeconds: 10 },
    judge: { kind: 'errorCount', windowSeconds: BAKE_SECONDS },
    steps: [{ weight: 50, bakeSeconds: BAKE_SECONDS }],
    finalBakeSeconds: BAKE_SECONDS,
  };
}

async function callsSince(endpoint: string, n: number): Promise<JournalCall[]> {
  const response = await fetch(`${endpoint}/moto-api/lab/calls?since=${n}`);
  return ((await response.json()) as { calls: JournalCall[] }).calls;
}

async function countUntil(signal: AbortSignal, count: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await count().catch((error: Error) => console.error(`requests are not counted: ${error.message}`));
    await sleep(1000, undefined, { signal }).catch(() => undefined);
  }
}
