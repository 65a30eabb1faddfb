import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { baseOf } from '../../../../infra/local/bases/base.ts';
import { readImageConfig } from '../../../../infra/local/images/source.ts';
import { freePort } from '../../../../infra/local/processes/ports.ts';
import { eventually } from '../../local/eventually.ts';

const samples = join(import.meta.dirname, '../../../../infra/samples/yelb');

/** A service of the sample, run as its task would run it. */
export interface Service {
  readonly process: ChildProcess;
  readonly port: number;
  end(): Promise<void>;
}

/** Starts a sample's program with its container port at a free port of this machine, and waits until that opens. */
export async function startService(
  name: string,
  containerPort: number,
  env: NodeJS.ProcessEnv = {},
): Promise<Service> {
  const folder = join(samples, name);
  const { command, environment } = readImageConfig(folder);
  const port = await freePort();
  const [program = '', ...args] = command.map((word) => word.replace(`{port:${containerPort}}`, `${port}`));
  const [file = '', ...rest] = [...baseOf(program).command, ...args];
  const mappings = { PORT_MAPPINGS: JSON.stringify({ [containerPort]: port }) };
  const child = spawn(file, rest, {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...mappings, ...environment, ...env },
    stdio: 'ignore',
  });
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(`${name} ended with exit code ${child.exitCode}`);
    return accepts(port);
  });
  return {
    process: child,
    port,
    async end() {
      const running = () => child.exitCode === null && child.signalCode === null;
      if (running()) child.kill('SIGTERM');
      if (running()) await once(child, 'exit');
    },
  };
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
