import { createServer, type Server } from 'node:http';
import { listenAt } from './listen-at.ts';

/**
 * Answers every request with 200 while `isServing` holds and with 503 otherwise, so that whoever runs the worker knows
 * when to replace it. Temporal out of reach is no reason to: the worker goes on by itself when it is back. The server
 * does not keep the process alive.
 *
 * @param address host and port
 */
export const serveHealth = (address: string, isServing: () => boolean): Promise<Server> =>
  listenAt(
    createServer((_, response) => response.writeHead(isServing() ? 200 : 503).end()),
    address,
  );
