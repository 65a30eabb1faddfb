import type { Command } from 'commander';
import { Trouble } from '../trouble.ts';
import { unreachable } from '../rollouts/connect.ts';
import { explainMissing } from './subcommand.ts';

export function worker(command: Command): void {
  command.action(async () => {
    // Only this command needs the worker's native parts, which take a moment to load.
    const { runWorker } = await import('../../worker/run.ts').catch(explainMissing);
    await runWorker((address, taskQueue) =>
      console.log(`serving task queue ${taskQueue} of Temporal at ${address}`),
    ).catch(explain);
  });
}

function explain(error: unknown): never {
  if (error instanceof Error && error.name === 'TransportError') {
    throw new Trouble('unreachable', unreachable(process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233'));
  }
  if (error instanceof Error && error.name === 'InvalidSettings')
    throw new Trouble('badInput', error.message);
  throw error;
}
