import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Payload, PayloadCodec } from '@temporalio/common';

export interface CodecServerOptions {
  /** Origin of the web page that may ask, such as `https://cloud.temporal.io`; none where left out. */
  readonly origin?: string;
  /** What callers send as `Authorization: Bearer …`; anybody who reaches the server may ask where left out. */
  readonly token?: string;
}

/** More than Temporal's own limit of one message. */
const MAX_BYTES = 8 * 1024 * 1024;

/**
 * Decodes payloads for Temporal's web UI and command line, and encodes those that they send: Temporal's «remote codec»
 * over HTTP, `POST …/decode` and `POST …/encode`. Pages of other origins are refused, whatever address they ask by.
 */
export function codecServer(codec: PayloadCodec, options: CodecServerOptions): Server {
  return createServer((request, response) => {
    answer(codec, options, request, response).catch((error: unknown) => {
      const refusal = error instanceof Refusal ? error : new Refusal(400, messageOf(error));
      response.writeHead(refusal.status, { 'content-type': 'text/plain; charset=utf-8' });
      response.end(`${refusal.message}\n`);
    });
  });
}

class Refusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function answer(
  codec: PayloadCodec,
  { origin, token }: CodecServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { origin: asking, authorization } = request.headers;
  if (asking !== undefined && asking !== origin) throw new Refusal(403, 'this page may not ask here');
  if (asking !== undefined) allow(response, asking);
  if (request.method === 'OPTIONS') return void response.writeHead(204).end();
  if (token !== undefined && !same(authorization ?? '', `Bearer ${token}`))
    throw new Refusal(401, 'the header Authorization must be "Bearer" and the token');
  const direction = /\/(encode|decode)$/.exec(new URL(request.url ?? '/', 'http://any').pathname)?.[1];
  if (request.method !== 'POST' || direction === undefined)
    throw new Refusal(404, 'there is only POST /encode and POST /decode');
  const payloads = parse(await body(request));
  const done = direction === 'encode' ? await codec.encode(payloads) : await codec.decode(payloads);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ payloads: done.map(toJson) }));
}

function allow(response: ServerResponse, origin: string): void {
  response.setHeader('access-control-allow-origin', origin);
  response.setHeader('access-control-allow-methods', 'POST, OPTIONS');
  response.setHeader('access-control-allow-headers', 'content-type, x-namespace, authorization');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('vary', 'origin');
}

/** Takes as long for a wrong token as for the right one. */
function same(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

async function body(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BYTES) throw new Refusal(413, `the request has more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Payloads in protobuf's JSON: bytes are base64. */
interface JsonPayload {
  readonly metadata?: Readonly<Record<string, string>>;
  readonly data?: string;
}

function parse(json: string): Payload[] {
  try {
    const { payloads = [] } = JSON.parse(json) as { payloads?: JsonPayload[] };
    return payloads.map(({ metadata = {}, data = '' }) => ({
      metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, bytesOf(value)])),
      data: bytesOf(data),
    }));
  } catch {
    throw new Refusal(400, 'the body must be {"payloads": [{"metadata": {…}, "data": "…"}]}');
  }
}

const toJson = ({ metadata, data }: Payload): JsonPayload => ({
  metadata: Object.fromEntries(Object.entries(metadata ?? {}).map(([key, value]) => [key, base64Of(value)])),
  data: base64Of(data ?? new Uint8Array()),
});

const bytesOf = (base64: string): Uint8Array => Buffer.from(base64, 'base64');
const base64Of = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));
