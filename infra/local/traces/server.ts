import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { spansOf } from './otlp.ts';
import type { Trace } from './span.ts';
import type { TraceStore } from './trace-store.ts';
import { traceText } from './trace-text.ts';

/** How many traces an answer has unless the question says otherwise. */
const SHOWN_TRACES = 20;

/**
 * An OpenTelemetry collector's receiver, and what it has received:
 * - `POST /v1/traces`: OTLP/HTTP in protobuf, gzipped or not;
 * - `GET /?service=api&version=2&limit=20`: the newest traces with a span of that service and version, as text;
 * - `GET /traces?…`: the same as JSON; `GET /traces/<trace id>`: one of them, or 404.
 */
export function createTraceServer(store: TraceStore): Server {
  return createServer((request, response) => {
    answer(store, request, response).catch((error: Error) => {
      response.writeHead(400, { 'content-type': 'text/plain' }).end(`${error.message}\n`);
    });
  });
}

async function answer(store: TraceStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  if (request.method === 'POST' && pathname === '/v1/traces') {
    const body = await buffer(request);
    store.add(spansOf(request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body));
    // An empty ExportTraceServiceResponse: all was accepted.
    response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    return;
  }
  if (pathname === '/') {
    const text = matching(store, searchParams).map(traceText).join('\n\n');
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' });
    response.end(`${text || 'no traces yet'}\n`);
    return;
  }
  if (pathname === '/traces') return json(response, 200, matching(store, searchParams));
  const trace = store.find(pathname.match(/^\/traces\/([0-9a-f]{32})$/)?.[1] ?? '');
  return trace
    ? json(response, 200, trace)
    : json(response, 404, { error: 'try /, /traces or /traces/<trace id>' });
}

function matching(store: TraceStore, asked: URLSearchParams): Trace[] {
  const service = asked.get('service');
  const version = asked.get('version');
  return store
    .newest()
    .filter(({ spans }) =>
      spans.some(
        (span) =>
          (service === null || span.service === service) && (version === null || span.version === version),
      ),
    )
    .slice(0, Number(asked.get('limit') ?? SHOWN_TRACES));
}

const json = (response: ServerResponse, status: number, content: unknown): void =>
  void response
    .writeHead(status, { 'content-type': 'application/json' })
    .end(`${JSON.stringify(content, null, 2)}\n`);
