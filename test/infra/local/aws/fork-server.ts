import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const FORK_SERVER = 'test/infra/local/aws/fork_server.py';
/** One for each process that runs tests: it outlives a suite, so the next one finds it. */
const ADDRESS = join(tmpdir(), `serin-aws-${process.pid}.sock`);

const python = (...args: string[]) =>
  spawn('.serin/python/bin/python', args, {
    env: { ...process.env, PYTHONPATH: 'infra/local/aws', PYTHONDONTWRITEBYTECODE: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });

/** Starts the program of the local AWS, as the local cloud does. */
export const spawnAws = () => python('-m', 'awslab');

/**
 * Has a server of the local AWS forked from one that has read everything already, which takes a tenth of the time. It serves
 * until the socket that it answers, its standard input and output, is ended.
 */
export async function forkAws(flags: readonly string[]): Promise<Socket> {
  const socket = (await connected()) ?? (await forkServerStarted());
  socket.write(`${JSON.stringify(flags)}\n`);
  return socket;
}

async function connected(): Promise<Socket | undefined> {
  const socket = connect({ path: ADDRESS, allowHalfOpen: true });
  return once(socket, 'connect').then(
    () => socket,
    () => undefined,
  );
}

/** Its standard input is open as long as this process lives; nothing of it keeps this process alive. */
async function forkServerStarted(): Promise<Socket> {
  const forkServer = python(FORK_SERVER, ADDRESS);
  await once(createInterface(forkServer.stdout), 'line');
  forkServer.stdout.destroy();
  forkServer.unref();
  (forkServer.stdin as Socket).unref();
  const socket = await connected();
  if (socket === undefined) throw new Error(`nobody listens at ${ADDRESS}`);
  return socket;
}
