import type { Command } from 'commander';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { unreachable } from '../temporal.ts';

export function addWorker(program: Command): void {
  program
    .command('worker')
    .description('serve rollouts: carries them out on AWS until it is stopped; run two or more of them')
    .action(async () => {
      // Only this command needs the worker's native parts, which take a moment to load.
      const { runWorker } = await import('../../worker/run.ts');
      await runWorker((address, taskQueue) =>
        console.log(`serving task queue «${taskQueue}» of Temporal at ${address}`),
      ).catch(explain);
    });
}

function explain(error: unknown): never {
  if (error instanceof Error && error.name === 'TransportError') {
    throw new CommandFailure(EXIT.error, unreachable(process.env['TEMPORAL_ADDRESS'] ?? 'localhost:7233'));
  }
  if (error instanceof Error && error.name === 'InvalidSettings')
    throw new CommandFailure(EXIT.badInput, error.message);
  throw error;
}
