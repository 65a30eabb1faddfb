import { resolve } from 'node:path';
import { Connection } from '@temporalio/client';
import { freePort } from '../../infra/local/processes/ports.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { startProgram } from '../e2e/program.ts';
import { eventually } from '../infra/local/eventually.ts';

/** Temporal's dev server for a worker that installs the SDK's runtime itself, which the SDK's own test environment would do before it. */
export interface DevServer {
  readonly address: string;
  readonly connection: Connection;
  stop(): Promise<void>;
}

/** Starts one, again where somebody else was quicker to take its port. */
export async function startDevServer(): Promise<DevServer> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const place = ['--ip', '127.0.0.1', '--port', String(port)];
  const program = startProgram(
    resolve(programs.temporal()),
    ['server', 'start-dev', '--headless', ...place],
    { env: process.env },
  );
  let hasEnded = false;
  void program.exitCode.then(() => (hasEnded = true));
  const connection = await eventually<Connection | 'none' | undefined>(() =>
    hasEnded ? Promise.resolve('none' as const) : Connection.connect({ address }).catch(() => undefined),
  );
  if (connection === 'none') return startDevServer();
  return {
    address,
    connection,
    async stop() {
      await connection.close();
      program.kill();
      await program.exitCode;
    },
  };
}
