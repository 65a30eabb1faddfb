import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMillis = 50;
/** A program that opens other ports than its mapped ones is running all the same. */
const patienceMillis = 3000;

/**
 * Resolves when every port accepts connections, or when that takes too long. ECS does not wait for it, but a real
 * task needs half a minute to start, in which its program has long opened its ports.
 */
export async function opened(ports: readonly number[], signal: AbortSignal): Promise<void> {
  const endsMillis = Date.now() + patienceMillis;
  for (const port of ports)
    while (!signal.aborted && Date.now() < endsMillis && !(await accepts(port))) await sleep(pollMillis);
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
