import type { Command } from 'commander';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { reconcileService } from '../rollouts/reconcile.ts';
import { print } from '../render/print.ts';

interface Options {
  readonly file: string;
  readonly taskQueue: string;
}

export const reconcile = (command: Command): Command =>
  command
    .requiredOption('-f, --file <file>', 'a deployment file of the service')
    .option('--task-queue <name>', 'task queue of the workers', TASK_QUEUE)
    .addHelpText(
      'after',
      '\nEvery rollout does this when it starts. If a person has to decide something, the command refuses and says what.\n',
    )
    .action(async ({ file: path, taskQueue }: Options) => {
      const file = readDeploymentFile(path);
      await withTemporal(async ({ client }) =>
        print((await reconcileService(client, file, taskQueue)).reason),
      );
    });
