import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below those that operating systems give to whoever wants any, outgoing connections included (Linux from 32768, others from
 * 49152): there a port may be somebody else's by the time its server starts.
 */
const [FIRST, BEYOND] = [10_000, 32_768];
const TRIES = 1000;

/** Whoever is to listen at a port starts within this time. */
const CLAIMED_SECONDS = 60;

/** Free TCP ports of 127.0.0.1, all different; for a minute nobody else is given one of them, in other processes either. */
export const freePorts = (count: number): Promise<number[]> =>
  Promise.all(Array.from({ length: count }, claimAny));

/** A free TCP port of 127.0.0.1: the wished one when it is free. */
export async function freePort(wished?: number): Promise<number> {
  return wished !== undefined && (await isFree(wished)) ? wished : claimAny();
}

async function claimAny(): Promise<number> {
  for (let tries = 0; tries < TRIES; tries++) {
    const port = randomInt(FIRST, BEYOND);
    if ((await claim(port)) && (await isFree(port))) return port;
  }
  throw new Error(`no free port from ${FIRST} to ${BEYOND - 1}`);
}

/** The UDP port of the same number, which nobody here listens at, says to all processes that a port is given away. */
async function claim(port: number): Promise<boolean> {
  const socket = createSocket('udp4').unref();
  socket.bind(port, '127.0.0.1');
  const isOurs = await once(socket, 'listening').then(
    () => true,
    () => false,
  );
  if (isOurs) setTimeout(() => socket.close(), CLAIMED_SECONDS * 1000).unref();
  else socket.close();
  return isOurs;
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer().listen(port, '127.0.0.1');
  return once(server, 'listening').then(
    () => once(server.close(), 'close').then(() => true),
    () => false,
  );
}
