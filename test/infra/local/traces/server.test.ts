import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTraceServer } from '../../../../infra/local/traces/server.ts';
import type { Trace } from '../../../../infra/local/traces/span.ts';
import { createTraceStore } from '../../../../infra/local/traces/trace-store.ts';

/** Ends three spans by OpenTelemetry's own SDK: a gateway's, its call of an API, and the API's failing answer. */
const PROGRAM = `
import os
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode, set_span_in_context

def tracer(service, version):
    provider = TracerProvider(resource=Resource.create({"service.name": service, "service.version": version}))
    provider.add_span_processor(SimpleSpanProcessor(OTLPSpanExporter()))
    return provider.get_tracer("test")

with tracer("gateway", "1").start_as_current_span("GET /todos", kind=SpanKind.SERVER) as root:
    api = tracer("api", os.environ["API_VERSION"])
    with api.start_as_current_span("GET /todos", kind=SpanKind.SERVER, attributes={"http.route": "/todos", "n": 3}) as span:
        span.set_status(Status(StatusCode.ERROR))
`;

const server = createTraceServer(createTraceStore(2));
const children: ChildProcess[] = [];
let url: string;
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  server.close();
});

/** Runs the program to its end. */
async function send(version: string, compression = 'none'): Promise<void> {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_COMPRESSION: compression,
    API_VERSION: version,
  };
  const child = spawn('.serin/python/bin/python', ['-c', PROGRAM], { env, stdio: 'inherit' });
  children.push(child);
  expect(await once(child, 'exit')).toEqual([0, null]);
}

const ask = async (path: string) => fetch(`${url}${path}`);
const traces = async (query: string) => (await (await ask(`/traces?${query}`)).json()) as Trace[];

it('takes the spans of an OpenTelemetry program and shows them as one trace', async () => {
  await send('1');
  const [trace] = await traces('service=api&version=1');
  expect(trace?.spans).toMatchObject([
    { service: 'gateway', version: '1', name: 'GET /todos', kind: 'server', failed: false },
    { service: 'api', version: '1', failed: true, attributes: { 'http.route': '/todos', n: '3' } },
  ]);
  const [root, child] = trace!.spans;
  expect(child!.parentSpanId).toBe(root!.spanId);
  expect(root!.parentSpanId).toBeUndefined();
  expect(root!.durationMs).toBeGreaterThanOrEqual(child!.durationMs);
  expect(await (await ask(`/traces/${trace!.traceId}`)).json()).toEqual(trace);
});

it('tells versions apart, and takes compressed spans', async () => {
  await send('2', 'gzip');
  expect(await traces('service=api&version=2')).toHaveLength(1);
  expect(await traces('service=gateway')).toHaveLength(2);
  expect(await traces('service=gateway&limit=1')).toHaveLength(1);
  expect(await traces('service=api&version=3')).toEqual([]);
});

it('shows a trace to people as a tree', async () => {
  const lines = (await (await ask('/?version=2')).text()).split('\n');
  expect(lines[1]).toMatch(/^ {2}gateway 1 +server +GET \/todos .*\+0\.0 ms +[\d.]+ ms$/);
  expect(lines[2]).toMatch(/^ {4}api 2 +server +GET \/todos .* ms {2}FAILED$/);
});

it('forgets the oldest traces', async () => {
  await send('3');
  expect(await traces('service=api&version=1')).toEqual([]);
  expect(await traces('service=gateway')).toHaveLength(2);
});

it('refuses what is no OTLP', async () => {
  const reply = await fetch(`${url}/v1/traces`, { method: 'POST', body: 'nonsense' });
  expect(reply.status).toBe(400);
  expect((await ask('/traces/unknown')).status).toBe(404);
});
