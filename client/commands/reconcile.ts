import { WorkflowExecutionAlreadyStartedError, WorkflowFailedError } from '@temporalio/client';
import type { Command } from 'commander';
import { RECONCILE_TYPE, rolloutId, TASK_QUEUE, type ReconcileResult } from '../../workflows/messages.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { withTemporal } from '../temporal.ts';

interface Options {
  readonly file: string;
  readonly taskQueue: string;
}

export function addReconcile(program: Command): void {
  program
    .command('reconcile')
    .description(
      'mend what a dead rollout left of a service: all traffic to the version that can be known to be stable, the others removed',
    )
    .requiredOption('-f, --file <file>', 'a deployment file of the service')
    .option('--task-queue <name>', 'task queue that the workers serve', TASK_QUEUE)
    .addHelpText(
      'after',
      '\nA rollout does the same when it starts. What needs a person is refused, with what has to be decided.\n',
    )
    .action((options: Options) => reconcile(options));
}

async function reconcile({ file, taskQueue }: Options): Promise<void> {
  const { content, plan } = readDeploymentFile(file);
  const workflowId = rolloutId(plan.environment, plan.service);
  await withTemporal(async ({ client }) => {
    try {
      const result: unknown = await client.workflow.execute(RECONCILE_TYPE, {
        workflowId,
        taskQueue,
        args: [content],
        workflowIdConflictPolicy: 'FAIL',
      });
      console.log((result as ReconcileResult).reason);
    } catch (error) {
      if (error instanceof WorkflowExecutionAlreadyStartedError)
        throw new CommandFailure(EXIT.refused, `refused: ${workflowId} is running: it looks after itself`);
      if (!(error instanceof WorkflowFailedError)) throw error;
      throw new CommandFailure(EXIT.refused, `refused: ${error.cause?.message ?? error.message}`);
    }
  });
}
