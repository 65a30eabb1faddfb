import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Daemon } from './local-state.ts';

const answerMillis = 2000;

/** Opens a port that answers with a name nobody else has: a process id alone may be someone else's by tomorrow. */
export async function openIdentity(): Promise<{ daemon: Daemon; server: Server }> {
  const id = randomUUID();
  const server = createServer((socket) => socket.on('error', () => undefined).end(id)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { daemon: { pid: process.pid, port: (server.address() as AddressInfo).port, id }, server };
}

/** True when the daemon lives; a file may speak of one that is long gone. */
export async function isAlive({ port, id }: Daemon): Promise<boolean> {
  const socket = connect(port, '127.0.0.1').setTimeout(answerMillis);
  socket.once('timeout', () => socket.destroy());
  return text(socket).then(
    (answer) => answer === id,
    () => false,
  );
}
