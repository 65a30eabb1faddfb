import { once } from 'node:events';
import type { Server } from 'node:http';

/** Has a server listen at a host and port; it does not keep the process alive. */
export async function listenAt(server: Server, address: string): Promise<Server> {
  // A scheme without a port of its own: http would drop its default port.
  const { hostname, port } = new URL(`tcp://${address}`);
  server.listen(Number(port), hostname.replace(/^\[|\]$/g, '')).unref();
  await once(server, 'listening');
  return server;
}
