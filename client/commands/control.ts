import type { Command } from 'commander';
import { rolloutOwner } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import { describeTraffic } from '../../workflows/rollout/traffic-split.ts';
import { commandByDashboard, reachedDashboard } from '../dashboard-login/command-by-dashboard.ts';
import { commandRollout, type Answer } from '../rollouts/command.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { withdraw } from '../rollouts/queue.ts';
import { mustRollOut } from '../rollouts/cancel.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { count, percent } from './numbers.ts';
import { operator, ROLLOUT } from './options.ts';
import { nextCommands } from '../render/next-commands.ts';
import { print } from '../render/print.ts';
import { headline } from '../render/status-text.ts';
import { withdrawnText } from './queue.ts';

interface Options extends CommandInput {
  readonly by: string;
  readonly reason: string;
  readonly versionId?: string;
}

export const pause = (command: Command): Command =>
  control('pause', command).option(
    '--hold-verdict',
    'stay at this weight even if a check fails, instead of rolling back',
  );

export const resume = (command: Command): Command => control('resume', command);

export const promote = (command: Command): Command =>
  control('promote', command).option('--step', 'end only the current bake');

export const approve = (command: Command): Command => control('approve', command);

export const abort = (command: Command): Command =>
  control('abort', command)
    .option(
      '--version-id <id>',
      'abort only if this version is being rolled out; if it is queued, take it out of the queue',
    )
    .option(
      '--force',
      'give stable all traffic even if it has no healthy task, which is why the canary still has the traffic',
    );

export const setWeight = (command: Command): Command =>
  common(command)
    .argument('<percent>', "the new version's share of the traffic, in percent", percent)
    .action((rollout: string, weight: number, options: Options) =>
      send('setWeight', rollout, { ...options, weight }),
    );

const control = (name: CommandName, command: Command): Command =>
  common(command).action((rollout: string, options: Options) => send(name, rollout, options));

const common = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .option('-r, --reason <text>', 'why; kept with the rollout', 'none given')
    .option('--by <name>', 'who', operator())
    .option('--groups <names...>', 'groups you act for, if a gate asks for one')
    .option('--id <id>', 'repeating a command with the same id changes nothing')
    .option('--expected-step <number>', 'refuse unless this is the current step', count);

async function send(name: CommandName, rollout: string, options: Options): Promise<void> {
  const { versionId, ...input } = options;
  const id = parseRolloutId(rollout);
  const dashboard = await reachedDashboard(process.env);
  if (dashboard && versionId === undefined) {
    const owner = rolloutOwner(id);
    if (owner) return print(`${id}: ${await commandByDashboard(dashboard, owner, name, input)}`);
  }
  await withTemporal(async ({ client }) => {
    if (versionId !== undefined) {
      if (await withdraw(client, id, versionId)) return print(withdrawnText(versionId, id));
      await mustRollOut(client, id, versionId);
    }
    print(told(name, id, await commandRollout(client, id, name, input)));
  });
}

function told(name: CommandName, id: string, answer: Answer): string {
  if (answer === undefined)
    return `no worker answers: ${id} will take the command (${name}) as soon as there is one`;
  const { status, done } = answer;
  const { readBack, wanted, waitsFor, outcome } = status;
  const then = nextCommands(status)[0];
  return [
    `${id} took the command (${name})${done ? '' : ', and is still on its way there'}: ${headline(status)}`,
    ...(readBack.length > 0 ? [`traffic ${describeTraffic(readBack, wanted)}`] : []),
    ...(outcome ? [outcome.reason] : []),
    ...(waitsFor ? [`waits for ${waitsFor.what}`] : []),
    ...(then === undefined ? [] : [`next: ${then}`]),
  ].join('; ');
}
