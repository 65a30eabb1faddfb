import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import type { Command } from 'commander';
import { ROLLOUT_TYPE, rolloutId, TASK_QUEUE } from '../../workflows/messages.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { follow } from '../follow.ts';
import { screenOn } from '../render/screen.ts';
import { headline } from '../render/status-text.ts';
import { viewRollout } from '../rollout.ts';
import { withTemporal } from '../temporal.ts';

interface Options {
  readonly file: string;
  readonly watch?: true;
  readonly taskQueue: string;
}

export function addStart(program: Command): void {
  program
    .command('start')
    .description('start a rollout from a deployment file')
    .requiredOption('-f, --file <file>', 'deployment file, such as the deploy.json of a build')
    .option('-w, --watch', 'show its progress and wait for its end; the exit code tells how it ended')
    .option('--task-queue <name>', 'task queue that the workers serve', TASK_QUEUE)
    .addHelpText(
      'after',
      '\nExamples:\n  serin start -f deploy.json --watch\n  serin start -f deploy.json && serin watch shop/cart\n',
    )
    .action((options: Options) => start(options));
}

async function start({ file, watch, taskQueue }: Options): Promise<void> {
  const { content, plan } = readDeploymentFile(file);
  const id = rolloutId(plan.environment, plan.service);
  await withTemporal(async ({ client, address }) => {
    const handle = await begin(client, id, taskQueue, content);
    console.log(
      `started ${id}: ${plan.version.id} in ${plan.steps.length} steps (run ${handle.firstExecutionRunId})`,
    );
    if (watch)
      process.exitCode = (
        await follow(
          client,
          client.workflow.getHandle(id, handle.firstExecutionRunId),
          address,
          screenOn(process.stdout),
        )
      ).exitCode;
    else console.log(`follow it with: serin watch ${plan.environment}/${plan.service}`);
  });
}

async function begin(client: Client, workflowId: string, taskQueue: string, content: unknown) {
  try {
    return await client.workflow.start(ROLLOUT_TYPE, {
      workflowId,
      taskQueue,
      args: [content],
      workflowIdConflictPolicy: 'FAIL',
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const view = await viewRollout(client, client.workflow.getHandle(workflowId)).catch(() => undefined);
    const now = view ? ` (${view.status.canary} is ${headline(view.status)})` : '';
    throw new CommandFailure(
      EXIT.refused,
      `refused: ${workflowId} is running already${now}. Wait for its end, or abort it first`,
    );
  }
}
