import { Option, type Command } from 'commander';
import { follow } from '../follow.ts';
import { screenOn } from '../render/screen.ts';
import { statusText } from '../render/status-text.ts';
import { parseRolloutId } from '../rollout-id.ts';
import { viewRollout } from '../rollout.ts';
import { withTemporal } from '../temporal.ts';

export const outputOption = () =>
  new Option('-o, --output <format>', 'how to print').choices(['text', 'json']).default('text');

export function addStatus(program: Command): void {
  program
    .command('status <rollout>')
    .description('say where a rollout is and what it waits for; <rollout> is ENVIRONMENT/SERVICE')
    .addOption(outputOption())
    .action(async (rollout: string, { output }: { output: string }) => {
      const id = parseRolloutId(rollout);
      await withTemporal(async ({ client }) => {
        const view = await viewRollout(client, client.workflow.getHandle(id));
        console.log(output === 'json' ? JSON.stringify(view, null, 2) : statusText(view, new Date()));
      });
    });
}

export function addWatch(program: Command): void {
  program
    .command('watch <rollout>')
    .description('follow a rollout to its end; the exit code tells how it ended')
    .action(async (rollout: string) => {
      const id = parseRolloutId(rollout);
      await withTemporal(async ({ client, address }) => {
        const { runId } = await viewRollout(client, client.workflow.getHandle(id));
        // Its run id keeps the view on this rollout when the next one of the service begins.
        const handle = client.workflow.getHandle(id, runId);
        process.exitCode = (await follow(client, handle, address, screenOn(process.stdout))).exitCode;
      });
    });
}
