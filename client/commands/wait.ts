import { InvalidArgumentError, Option, type Command } from 'commander';
import { PHASES } from '../../workflows/rollout/status.ts';
import { durationText as inWords } from '../render/duration.ts';
import { print } from '../render/print.ts';
import { headline } from '../render/status-text.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { currentRun } from '../rollouts/current-run.ts';
import { endingOf } from '../rollouts/ending.ts';
import { follow } from '../rollouts/follow.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { isMet, type Goal } from '../rollouts/goal.ts';
import { Trouble } from '../trouble.ts';
import { EXIT_OF_ENDING } from './exit-codes.ts';
import { duration } from './numbers.ts';
import { ROLLOUT } from './options.ts';

interface Options {
  readonly for: Goal;
  readonly timeout: number;
}

export const wait = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .addOption(
      new Option('--for <what>', 'what to wait for: end, person, a phase, or a weight such as 50%')
        .argParser(goal)
        .default({ kind: 'end' } satisfies Goal, 'end'),
    )
    .addOption(
      new Option('--timeout <duration>', 'how long to wait, such as 2h')
        .argParser(duration)
        .default(1800, '30m'),
    )
    .addHelpText(
      'after',
      `
Prints one line when it gets there. The exit code is 0 if what was waited for happened, 1 after the timeout; once the rollout
has ended, it is that of the outcome. A weight is reached when the router reports it, or a higher one.

Phases: ${PHASES.join(', ')}

Examples:
  serin wait shop/cart --timeout 2h              # until it has ended
  serin wait shop/cart --for 50% && ./load-test  # until the new version has half of the traffic
  serin wait shop/cart --for person              # until somebody has to approve, resume or promote
`,
    )
    .action(async (rollout: string, { for: goal, timeout }: Options) => {
      const id = parseRolloutId(rollout);
      await withTemporal(async (temporal) => {
        const handle = await currentRun(temporal.client, id);
        const until = Date.now() + timeout * 1000;
        let last = 'nobody answers';
        for await (const seen of follow(temporal, handle, timeout)) {
          if ('trouble' in seen) last = seen.trouble;
          else {
            if (!seen.view.running) {
              const { kind, sentence } = await endingOf(handle);
              print(sentence);
              process.exitCode = EXIT_OF_ENDING[kind];
              return;
            }
            last = headline(seen.view.status);
            if (isMet(goal, seen.view.status)) return print(`${id}: ${last}`);
          }
          if (Date.now() >= until) throw new Trouble('timeout', `not yet after ${inWords(timeout)}: ${last}`);
        }
      });
    });

function goal(text: string): Goal {
  if (text === 'end' || text === 'person') return { kind: text };
  const phase = PHASES.find((each) => each === text);
  if (phase) return { kind: 'phase', phase };
  const weight = /^(\d{1,3})\s?%?$/.exec(text)?.[1];
  if (weight === undefined || Number(weight) > 100)
    throw new InvalidArgumentError(
      'must be end, person, a weight such as 50%, or one of the phases in --help',
    );
  return { kind: 'weight', percent: Number(weight) };
}
