import type { Command } from 'commander';
import { rolloutSchema } from '../../activities/plan/rollout-yaml.ts';

export function schema(command: Command): void {
  command
    .option('--policy', "of a worker's policy (SERIN_POLICY_FILE), instead of a deployment file's")
    .action(async ({ policy }: { policy?: true }) => {
      const schemaOf = policy ? (await import('../../worker/policy.ts')).policySchema : rolloutSchema;
      console.log(JSON.stringify(schemaOf(), null, 2));
    });
}
