import { join } from 'node:path';
import { startPart, type Part } from '../../infra/local/up/part.ts';
import { programEnvironment } from '../../infra/local/up/program-environment.ts';
import { temporalPart } from '../../infra/local/up/temporal.ts';
import { usageOf, type Usage } from './usage.ts';

/** A Temporal server of the bench's own, which may be killed and started again. */
export interface TemporalServer extends Pick<Part, 'kill' | 'restart' | 'stop'> {
  readonly address: string;
  /** Of all its processes, a database's included. */
  usage(): Usage;
}

/** Starts Temporal's dev server, whose database is a file. */
export async function startDevServer(state: string): Promise<TemporalServer> {
  const folder = { state, logFile: join(state, 'logs', 'temporal.log') };
  const part = await startPart(temporalPart(folder, programEnvironment({}), {}));
  return {
    address: `127.0.0.1:${part.addresses['grpc']}`,
    usage: () => usageOf(part.pid),
    kill: (signal) => part.kill(signal),
    restart: () => part.restart(),
    stop: () => part.stop(),
  };
}
