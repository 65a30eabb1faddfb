import { once } from 'node:events';
import { createServer, type Server } from 'node:http';

/**
 * Answers every request with 200 while `isServing` holds and with 503 otherwise, so that whoever runs the worker knows
 * when to replace it. Temporal out of reach is no reason to: the worker goes on by itself when it is back. The server
 * does not keep the process alive.
 *
 * @param address host and port
 */
export async function serveHealth(address: string, isServing: () => boolean): Promise<Server> {
  // A scheme without a port of its own: http would drop its default port.
  const { hostname, port } = new URL(`tcp://${address}`);
  const server = createServer((_, response) => response.writeHead(isServing() ? 200 : 503).end());
  server.listen(Number(port), hostname).unref();
  await once(server, 'listening');
  return server;
}
