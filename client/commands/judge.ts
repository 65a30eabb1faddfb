import { Option, type Command } from 'commander';
import type { InconclusivePolicy } from '../../workflows/rollout/plan.ts';
import { defaultSessionOptions } from '../judge/session.ts';
import { judgeLines } from '../judge/stdin.ts';
import { seconds } from './numbers.ts';

interface Options {
  readonly onInconclusive: InconclusivePolicy;
  readonly finalBake: number;
}

export function judge(command: Command): void {
  command
    .requiredOption('--stdin', 'read scenario, history, bucket and tick lines from standard input')
    .addOption(
      new Option('--on-inconclusive <policy>', 'what to do when nothing can be proven')
        .choices(['pause', 'rollBack', 'advance'])
        .default(defaultSessionOptions.onInconclusive),
    )
    .option(
      '--final-bake <seconds>',
      'length of the final bake, at 100 %',
      seconds,
      defaultSessionOptions.finalBakeSeconds,
    )
    .action(async ({ onInconclusive, finalBake }: Options) => {
      const streams = { input: process.stdin, output: process.stdout, errors: process.stderr };
      process.exitCode = await judgeLines(streams, { onInconclusive, finalBakeSeconds: finalBake });
    });
}
