import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/** Free TCP ports of 127.0.0.1, all different, as the operating system gives them. */
export async function freePorts(count: number): Promise<number[]> {
  // All are held at once, so that none is given twice.
  const servers = await Promise.all(Array.from({ length: count }, hold));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map(async (server) => once(server.close(), 'close')));
  return ports;
}

/** A free TCP port of 127.0.0.1: the wished one when it is free. */
export async function freePort(wished = 0): Promise<number> {
  const server = await hold(wished).catch(() => hold());
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}

async function hold(port = 0) {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
