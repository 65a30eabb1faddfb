import type { Command } from 'commander';
import { Trouble } from '../trouble.ts';
import { unreachable } from '../rollouts/connect.ts';
import { explainMissing } from './subcommand.ts';

export function worker(command: Command): void {
  command
    .addHelpText(
      'after',
      `
Settings are environment variables. Credentials are found the way AWS's and Temporal's own tools find them.
  SERIN_TASK_QUEUE              task queue to serve (serin)
  SERIN_POLICY_FILE             what to carry out, for which services, in which AWS accounts, and who may command it;
                                without it everything, for everybody (docs/policy.md; "serin schema --policy")
  SERIN_ACTIVITIES_PER_SECOND   activities that all workers of the queue begin in a second (30)
  SERIN_MAX_WATCHES             bakes watched at once (1000)
  SERIN_MAX_CACHED_ROLLOUTS     rollouts kept in memory (as many)
  SERIN_METRICS_ADDRESS         where Prometheus may scrape the worker, such as 0.0.0.0:9464
  SERIN_LOG_LEVEL               trace, debug, info, warn or error: what the log on standard error has, as JSON lines (info)
  SERIN_HEALTH_ADDRESS          where a health check may ask, such as 0.0.0.0:8080
  SERIN_ARCHIVE                 a folder, or s3://BUCKET/PREFIX, in which ended rollouts are kept beyond Temporal's retention; nowhere if left out

Examples:
  serin worker
  SERIN_POLICY_FILE=policy.yaml serin worker
`,
    )
    .action(async () => {
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
