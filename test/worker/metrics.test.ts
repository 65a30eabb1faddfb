import { Client, type WorkflowHandle } from '@temporalio/client';
import { Runtime } from '@temporalio/worker';
import { freePort } from '../../infra/local/processes/ports.ts';
import { countLooks } from '../../worker/metrics/looks.ts';
import { runWorker } from '../../worker/run.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';
import { startDevServer, type DevServer } from './dev-server.ts';

const world = worldServing('v1');
/** Both versions are called as often, and are as good. */
world.source = {
  ...world.source,
  read: async (_versions, { from, to }) =>
    Array.from({ length: Math.floor((to - from) / 2) }, (_, i) => ({
      from: from + 2 * i,
      to: from + 2 * i + 2,
      stable: { requests: 50, errors: 0 },
      canary: { requests: 50, errors: 0 },
    })),
};

let temporal: DevServer;
let metricsAddress: string;
let client: Client;
let working: Promise<void>;
const before = { ...process.env };

beforeAll(async () => {
  temporal = await startDevServer();
  metricsAddress = `127.0.0.1:${await freePort()}`;
  Object.assign(process.env, {
    TEMPORAL_ADDRESS: temporal.address,
    SERIN_METRICS_ADDRESS: metricsAddress,
    AWS_REGION: 'us-west-2',
  });
  client = new Client({ connection: temporal.connection });
  await new Promise<void>((ready) => {
    working = runWorker(
      () => ready(),
      (options, watcher) =>
        Promise.resolve({
          ...options,
          activities: activitiesIn(() => world, watcher, countLooks(Runtime.instance().metricMeter)),
        }),
    );
  });
});
afterAll(async () => {
  // As a signal would, which is for whole processes.
  process.emit('SIGTERM');
  await working;
  await temporal?.stop();
  process.env = before;
});

/** What the worker tells Prometheus, a line a sample. */
const scraped = async (): Promise<readonly string[]> =>
  (await (await fetch(`http://${metricsAddress}/metrics`)).text()).split('\n');

/** The value of the sample of this name with these labels, whatever else it has. */
async function sample(name: string, labels: Readonly<Record<string, string>>): Promise<number | undefined> {
  const line = (await scraped()).find(
    (each) =>
      each.startsWith(`${name}{`) &&
      Object.entries(labels).every(([label, value]) => each.includes(`${label}="${value}"`)),
  );
  return line === undefined ? undefined : Number(line.split(' ').at(-1));
}

const CART = { environment: 'shop', service: 'cart' };
let rollout: WorkflowHandle;

it('the gauges of a rollout that runs tell its phase, versions, weight, evidence, and until when it waits', async () => {
  rollout = await client.workflow.start(ROLLOUT_TYPE, {
    taskQueue: 'serin',
    workflowId: rolloutId('shop', 'cart'),
    args: [
      deployJson({
        PercentageStep: 25,
        WaitTime: 3600,
        DrainTime: 0,
        Judge: 'evidence',
        Metrics: { Kind: 'envoy', Address: 'http://127.0.0.1:9', Period: 2, ScrapeInterval: 1 },
      }),
    ],
  });
  await eventually(() => sample('serin_rollout_evidence', CART), 200);
  expect(await sample('serin_rollout_phase', { ...CART, phase: 'baking' })).toBe(1);
  expect(await sample('serin_rollout_info', { ...CART, stable: 'v1', canary: 'v2' })).toBe(1);
  expect(await sample('serin_rollout_answers', CART)).toBe(1);
  expect(await sample('serin_rollout_canary_weight_percent', CART)).toBe(25);
  expect(await sample('serin_rollout_canary_weight_wanted_percent', CART)).toBe(25);
  expect(await sample('serin_rollout_evidence_threshold', CART)).toBe(100);
  const until = await sample('serin_rollout_wait_deadline_timestamp_seconds', CART);
  expect(until! - Date.now() / 1000).toBeGreaterThan(3000);
  expect(await sample('serin_rollout_paused', CART)).toBe(0);
  await rollout.signal('pause', { by: 'ann', reason: 'lunch' });
  await eventually(async () => (await sample('serin_rollout_paused', CART)) === 1, 200);
});

it('none of its gauges outlives it; counters tell how it ended and how fast its traffic went back', async () => {
  await rollout.signal('abort', { by: 'ann', reason: 'enough' });
  await rollout.result().catch(() => undefined);
  const gauges = async () => (await scraped()).filter((line) => line.startsWith('serin_rollout_'));
  await eventually(async () => !(await gauges()).some((line) => line.includes('service="cart"')), 200);
  expect(await sample('serin_rollouts_total', { ...CART, outcome: 'aborted' })).toBe(1);
  expect(await sample('serin_rollbacks_total', { outcome: 'aborted' })).toBe(1);
  expect(await sample('serin_rollback_traffic_seconds_count', {})).toBe(1);
  expect(await sample('serin_rollout_duration_seconds_count', { outcome: 'aborted' })).toBe(1);
  expect(await sample('serin_commands_total', { ...CART, command: 'pause', result: 'taken' })).toBe(1);
  expect(await sample('serin_metric_reads_total', { source: 'envoy', result: 'read' })).toBeGreaterThan(0);
});

it("its metrics keep to Prometheus' conventions, and stand beside Temporal's", async () => {
  const lines = await scraped();
  const types = lines.flatMap((line) => {
    const [, name, type] = /^# TYPE (serin_\S+) (\S+)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, type]];
  });
  expect(types.length).toBeGreaterThan(15);
  for (const [name, type] of types) {
    expect({ name, total: /_total$/.test(name!) }).toEqual({ name, total: type === 'counter' });
    if (type === 'histogram') expect(name).toMatch(/_seconds$/);
  }
  expect(lines.some((line) => /^temporal_num_pollers\{.*poller_type="workflow_task"/.test(line))).toBe(true);
});
