import type { FastifyReply } from 'fastify';

/** A stream of server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html). */
export interface EventStream {
  send(event: string, data: unknown, id?: string): void;
  end(): void;
  /** Aborted when whoever listened has gone. */
  readonly closed: AbortSignal;
}

/** Proxies close connections on which nothing is said for long. */
const HEARTBEAT_MILLIS = 15_000;

/** So much may wait to be taken; a listener that is slower begins anew. */
const MOST_WAITING_BYTES = 4e6;

/** Answers with a stream that goes on until the listener leaves or the server stops. */
export function eventStream(reply: FastifyReply): EventStream {
  const closing = new AbortController();
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const write = (text: string) => {
    if (raw.writableLength > MOST_WAITING_BYTES) raw.destroy();
    else raw.write(text);
  };
  const beating = setInterval(() => write(': still here\n\n'), HEARTBEAT_MILLIS);
  raw.on('close', () => {
    clearInterval(beating);
    closing.abort();
  });
  return {
    // JSON has no line ends of its own.
    send: (event, data, id) =>
      write(`${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end: () => raw.end(),
    closed: closing.signal,
  };
}
