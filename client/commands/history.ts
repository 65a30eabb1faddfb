import type { Command } from 'commander';
import { historyText } from '../render/history-text.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { findRollouts, type FoundRollout } from '../rollouts/find.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { undoingIn } from '../rollouts/undoing.ts';
import { count } from './numbers.ts';
import { outputOption, ROLLOUT } from './options.ts';
import { print } from '../render/print.ts';

export const history = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .option('-n, --limit <number>', 'how many', count, 5)
    .addOption(outputOption())
    .action(async (rollout: string, { limit, output }: { limit: number; output: string }) => {
      const [, environment = '', service = ''] = parseRolloutId(rollout).split('/');
      await withTemporal(async ({ client }) => {
        const found = await Array.fromAsync(findRollouts(client, { environment, service }, limit));
        print(output === 'json' ? JSON.stringify(found.map(toJson), null, 2) : historyText(found));
      });
    });

const toJson = ({ info, listed, view }: FoundRollout) => ({
  id: info.workflowId,
  runId: info.runId,
  started: info.startTime,
  ended: info.closeTime,
  version: listed.version,
  phase: listed.phase,
  undoes: undoingIn(info.memo),
  status: view?.status,
});
