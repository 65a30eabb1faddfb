import type { Command } from 'commander';
import { statusText } from '../render/status-text.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { viewRollout } from '../rollouts/view.ts';
import { outputOption, ROLLOUT } from './options.ts';
import { print } from '../render/print.ts';

export const status = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .addOption(outputOption())
    .action(async (rollout: string, { output }: { output: string }) => {
      const id = parseRolloutId(rollout);
      await withTemporal(async ({ client }) => {
        const view = await viewRollout(client, client.workflow.getHandle(id));
        print(output === 'json' ? JSON.stringify(view, null, 2) : statusText(view, new Date()));
      });
    });
