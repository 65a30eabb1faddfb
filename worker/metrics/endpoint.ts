import { createServer, type Server } from 'node:http';
import { listenAt } from '../listen-at.ts';

/**
 * Answers `GET /metrics` with what every source tells, in Prometheus' text format. The server does not keep the process alive.
 *
 * @param address host and port
 */
export async function serveMetrics(
  address: string,
  sources: readonly (() => Promise<string>)[],
): Promise<Server> {
  const server = createServer((request, response) => {
    if (request.url !== '/metrics') return response.writeHead(404).end();
    Promise.all(sources.map((source) => source())).then(
      (texts) => response.writeHead(200, { 'content-type': TEXT_FORMAT }).end(texts.join('')),
      (error: unknown) => response.writeHead(503).end(String(error)),
    );
  });
  return listenAt(server, address);
}

/** https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format */
const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8';
