import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Pool } from 'undici';
import type { Callee, Caller } from '../../test/e2e/protocols/caller.ts';

/** Requests of HTTP/1.1, over connections that are kept. */
export function httpCaller({ frontDoor, authority: host }: Callee): Caller {
  const pool = new Pool(frontDoor);
  return {
    async ask() {
      const { statusCode, body } = await pool.request({ path: '/', method: 'GET', headers: { host } });
      await body.dump();
      return { cluster: undefined, failed: statusCode >= 500 };
    },
    close: () => void pool.close(),
  };
}

/** Connections, each of which asks once and waits for the whole answer. */
export function tcpCaller({ frontDoor }: Callee): Caller {
  const { hostname, port } = new URL(frontDoor);
  return {
    async ask() {
      const socket = connect(Number(port), hostname);
      socket.write('?');
      return { cluster: undefined, failed: (await text(socket)) !== 'shop\n' };
    },
    close: () => undefined,
  };
}
