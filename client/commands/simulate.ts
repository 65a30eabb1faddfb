import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { evidenceDefaults } from '../../workflows/rollout/judge/evidence-config.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { Trouble } from '../trouble.ts';
import { canaryTable } from '../judge/canary-table.ts';
import { BadLine } from '../judge/protocol.ts';
import { parseRecorded } from '../judge/recorded.ts';
import { describeReplay, replay } from '../judge/replay.ts';
import { simulate } from '../judge/simulate.ts';
import { count, fraction, fractions, positive, seconds } from './numbers.ts';
import { outputOption } from './options.ts';

interface Options {
  readonly file: string;
  readonly traffic: number;
  readonly baseline: number;
  readonly canary?: number[];
  readonly judge?: 'evidence';
  readonly runs: number;
  readonly seed: number;
  readonly lag?: number;
  readonly replay?: string;
  readonly output: 'text' | 'json';
}

export function simulation(command: Command): void {
  command
    .requiredOption('-f, --file <file>', 'deployment file')
    .option('--traffic <rate>', 'expected requests per second', positive, 10)
    .option('--baseline <fraction>', 'normal share of requests that fail', fraction, 0.001)
    .option('--canary <fraction>', 'share of requests that fail in a bad version; may be repeated', fractions)
    .addOption(new Option('--judge <judge>', "try this judge instead of the plan's").choices(['evidence']))
    .option('--runs <number>', 'rollouts to simulate for each version', count, 100)
    .option('--seed <number>', 'seed for the random traffic; the same seed gives the same answer', count, 1)
    .option(
      '--lag <seconds>',
      'how late metrics become readable (default: one bucket, or as recorded)',
      seconds,
    )
    .option('--replay <file>', 'judge recorded buckets instead: JSON lines as for judge, or CSV')
    .addOption(outputOption())
    .action((options: Options) => console.log(answer(options)));
}

function answer(options: Options): string {
  const { plan } = readDeploymentFile(options.file);
  const judge = options.judge === 'evidence' ? evidenceDefaults : plan.judge;
  return options.replay === undefined ? simulatedText(options, plan, judge) : replayed(options, plan, judge);
}

function simulatedText(options: Options, plan: RolloutPlan, judge: RolloutPlan['judge']): string {
  const canaries = simulate({
    plan,
    judge,
    requestsPerSecond: options.traffic,
    baselineErrorRate: options.baseline,
    runs: options.runs,
    seed: options.seed,
    ...(options.canary && { canaryErrorRates: options.canary }),
    ...(options.lag !== undefined && { lagSeconds: options.lag }),
  });
  return options.output === 'json' ? JSON.stringify(canaries, null, 2) : canaryTable(canaries);
}

function replayed(
  { replay: path = '', lag, output }: Options,
  plan: RolloutPlan,
  judge: RolloutPlan['judge'],
): string {
  try {
    const turns = replay(plan, judge, parseRecorded(readFileSync(path, 'utf8')), lag);
    return output === 'json' ? JSON.stringify(turns, null, 2) : describeReplay(turns);
  } catch (error) {
    if (error instanceof BadLine || (error as NodeJS.ErrnoException).code !== undefined)
      throw new Trouble('badInput', `${path}: ${(error as Error).message}`);
    throw error;
  }
}
