import type { Command } from 'commander';
import { historyText } from '../render/history-text.ts';
import { parseRolloutId } from '../rollout-id.ts';
import { findRollouts, type Found } from '../rollouts.ts';
import { withTemporal } from '../temporal.ts';
import { count } from './numbers.ts';
import { outputOption } from './read.ts';

export function addHistory(program: Command): void {
  program
    .command('history <rollout>')
    .description('past rollouts of a service: how each ended, its verdicts, and who did what')
    .option('-n, --limit <number>', 'how many', count, 5)
    .addOption(outputOption())
    .action(async (rollout: string, { limit, output }: { limit: number; output: string }) => {
      const [, environment = '', service = ''] = parseRolloutId(rollout).split('/');
      await withTemporal(async ({ client }) => {
        const found: Found[] = [];
        for await (const one of findRollouts(client, { environment, service }, limit)) found.push(one);
        console.log(output === 'json' ? JSON.stringify(found.map(toJson), null, 2) : historyText(found));
      });
    });
}

const toJson = ({ info, view }: Found) => ({
  id: info.workflowId,
  runId: info.runId,
  started: info.startTime,
  ended: info.closeTime,
  status: view?.status,
});
