import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Client } from '@temporalio/client';
import { z } from 'zod';
import { runWorker } from '../../worker/run.ts';
import { LOCK_TYPE, ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';
import { startDevServer, type DevServer } from './dev-server.ts';

const attributes = z.array(z.strictObject({ key: z.string(), value: z.looseObject({}) }));
const nanos = z.string().regex(/^\d{19}$/);

/** https://github.com/open-telemetry/opentelemetry-proto/blob/v1.5.0/opentelemetry/proto/trace/v1/trace.proto, in JSON */
const spanForm = z.looseObject({
  traceId: z.string().regex(/^[0-9a-f]{32}$/),
  spanId: z.string().regex(/^[0-9a-f]{16}$/),
  parentSpanId: z
    .string()
    .regex(/^[0-9a-f]{16}$/)
    .optional(),
  name: z.string(),
  kind: z.int().min(1).max(5),
  startTimeUnixNano: nanos,
  endTimeUnixNano: nanos,
  attributes,
  status: z.looseObject({ code: z.int().min(0).max(2) }),
});
const requestForm = z.strictObject({
  resourceSpans: z.array(
    z.looseObject({
      resource: z.looseObject({ attributes }),
      scopeSpans: z.array(
        z.looseObject({ scope: z.looseObject({ name: z.string() }), spans: z.array(spanForm) }),
      ),
    }),
  ),
});
type Span = z.output<typeof spanForm>;

const spans: Span[] = [];
const services = new Set<unknown>();
const problems: unknown[] = [];
const receiver: Server = createServer((request, response) => {
  void json(request)
    .then((body) => {
      if (request.url !== '/v1/traces') throw new Error(`nobody answers at ${request.url}`);
      for (const { resource, scopeSpans } of requestForm.parse(body).resourceSpans) {
        services.add(resource.attributes.find(({ key }) => key === 'service.name')?.value['stringValue']);
        spans.push(...scopeSpans.flatMap((scope) => scope.spans));
      }
      response.end('{}');
    })
    .catch((error: unknown) => {
      problems.push(error);
      response.writeHead(400).end();
    });
});

let temporal: DevServer;
let client: Client;
let working: Promise<void>;
const before = { ...process.env };
const world = worldServing('v1');

beforeAll(async () => {
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  temporal = await startDevServer();
  Object.assign(process.env, {
    TEMPORAL_ADDRESS: temporal.address,
    AWS_REGION: 'us-west-2',
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
    OTEL_SERVICE_NAME: 'rollouts of the shop',
  });
  client = new Client({ connection: temporal.connection });
  await new Promise<void>((ready) => {
    working = runWorker(
      () => ready(),
      (options) => Promise.resolve({ ...options, activities: activitiesIn(() => world) }),
    );
  });
});
afterAll(async () => {
  await temporal?.stop();
  receiver.close();
  receiver.closeAllConnections();
  process.env = before;
});

it('a rollout is one trace: its run, what it asked for, and what came of that', async () => {
  const rollout = await client.workflow.start(ROLLOUT_TYPE, {
    taskQueue: 'serin',
    workflowId: rolloutId('shop', 'cart'),
    args: [deployJson({ PercentageStep: 50, WaitTime: 3600, DrainTime: 0 })],
  });
  await eventually(() => world.effects.some((effect) => effect.startsWith('write ')), 200);
  await rollout.signal('abort', { by: 'ann', reason: 'bad graph' });
  await rollout.result().catch(() => undefined);
  // What is not sent yet is sent when the worker ends.
  process.emit('SIGTERM');
  await working;

  expect(problems).toEqual([]);
  expect([...services]).toEqual(['rollouts of the shop']);
  const run = spans.filter(({ name }) => name === `RunWorkflow:${ROLLOUT_TYPE}`);
  expect(run).toEqual([expect.objectContaining({ status: expect.objectContaining({ code: 2 }) as object })]);
  expect(run[0]).not.toHaveProperty('parentSpanId');
  // The lock of what a router changes is a workflow for many rollouts.
  const others = spans.filter(({ traceId }) => traceId !== run[0]!.traceId);
  expect(others.map(({ name }) => name)).toEqual([`RunWorkflow:${LOCK_TYPE}`]);
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const activities = spans.filter(({ name }) => name.startsWith('RunActivity:'));
  expect(activities.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['RunActivity:beginRollout', 'RunActivity:shiftTraffic', 'RunActivity:clearAway']),
  );
  for (const { name, parentSpanId = '' } of activities) {
    const asked = byId.get(parentSpanId);
    expect(asked?.name).toBe(name.replace(/^Run/, 'Start'));
    expect(asked?.parentSpanId).toBe(run[0]!.spanId);
  }
});
