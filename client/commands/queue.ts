import type { Command } from 'commander';
import { withTemporal } from '../rollouts/connect.ts';
import { queuedFor, withdraw } from '../rollouts/queue.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { Trouble } from '../trouble.ts';
import { print } from '../render/print.ts';
import { outputOption, ROLLOUT } from './options.ts';

interface Options {
  readonly withdraw?: string;
  readonly output: 'text' | 'json';
}

export const queue = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .option('--withdraw <version>', 'take this version out of the queue; refused if it is not there')
    .addOption(outputOption())
    .action((rollout: string, { withdraw: version, output }: Options) =>
      withTemporal(async ({ client }) => {
        const id = parseRolloutId(rollout);
        if (version !== undefined) {
          if (!(await withdraw(client, id, version)))
            throw new Trouble('refused', `refused: ${version} does not wait in the queue of ${id}`);
          return print(withdrawnText(version, id));
        }
        const waiting = await queuedFor(client, id);
        if (output === 'json')
          return print(JSON.stringify(waiting ? { version: waiting.version, by: waiting.by } : null));
        print(waiting ? `${waiting.version} waits, enqueued by ${waiting.by}` : 'nothing waits');
      }),
    );

export const withdrawnText = (version: string, id: string): string =>
  `${version} is taken out of the queue of ${id}`;
