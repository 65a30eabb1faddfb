import type { Command } from 'commander';
import { rolloutSchema } from '../../activities/plan/rollout-yaml.ts';

interface Options {
  readonly policy?: true;
  readonly watch?: true;
}

export function schema(command: Command): void {
  command
    .option('--policy', "print the schema of a worker's policy (SERIN_POLICY_FILE) instead")
    .option('--watch', 'print the schema of a line of "serin watch --output json" instead')
    .action(async (options: Options) => console.log(JSON.stringify((await schemaFor(options))(), null, 2)));
}

async function schemaFor({ policy, watch }: Options): Promise<() => object> {
  if (policy) return (await import('../../worker/policy.ts')).policySchema;
  if (watch) return (await import('../stream/line-form.ts')).lineSchema;
  return rolloutSchema;
}
