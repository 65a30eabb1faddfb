import type { Command } from 'commander';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import { commandByDashboard, reachedDashboard } from '../dashboard-login/command-by-dashboard.ts';
import { print } from '../render/print.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { undoRollout } from '../rollouts/undo.ts';
import { goesOn, whenInterrupted } from './interruption.ts';
import { operator, ROLLOUT } from './options.ts';
import { patienceOption, watchToItsEnd } from './watch.ts';

interface Options {
  readonly reason: string;
  readonly by: string;
  readonly watch?: true;
  readonly taskQueue: string;
  readonly patience: number;
}

export const undo = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .option('-r, --reason <text>', 'why; kept with the rollout', 'none given')
    .option('--by <name>', 'who', operator())
    .option('-w, --watch', 'follow the rollout to its end; the exit code tells how it ended')
    .addOption(patienceOption())
    .option('--task-queue <name>', 'task queue of the workers', TASK_QUEUE)
    .addHelpText(
      'after',
      `
Rolls out the version that served before the latest promotion, as a rollout of its own: created at full size, given all traffic in one
write, judged through the final bake, and committed. If the old version is still kept (keepOldSeconds), it is simply given the traffic
back. Another undo goes back to where this one started.
`,
    )
    .action(async (rollout: string, { watch, patience, ...asked }: Options) => {
      const id = parseRolloutId(rollout);
      const [, environment = '', service = ''] = id.split('/');
      const dashboard = await reachedDashboard(process.env);
      if (dashboard) {
        const { reason } = asked;
        print(`${id}: ${await commandByDashboard(dashboard, { environment, service }, 'undo', { reason })}`);
        if (watch !== true) return;
        whenInterrupted(() => goesOn(rollout), print);
        return withTemporal(async (temporal) => {
          await watchToItsEnd(temporal, temporal.client.workflow.getHandle(id), patience);
        });
      }
      await withTemporal(async (temporal) => {
        const { client } = temporal;
        const undone = await undoRollout(client, id, { environment, service }, asked);
        if (undone.kind === 'givenBack') {
          const { outcome } = undone.answer?.status ?? {};
          return print(
            `${id}: all traffic goes back from ${undone.version}${outcome ? `: ${outcome.reason}` : ''}`,
          );
        }
        const { started, version, undone: from } = undone;
        const runId = await started.runId();
        print(`started ${id}: ${version} in place of ${from} (run ${runId})`);
        if (watch !== true) return print(`follow it with: serin watch ${rollout}`);
        whenInterrupted(() => goesOn(rollout), print);
        await watchToItsEnd(temporal, client.workflow.getHandle(id, runId), patience);
      });
    });
