import type { Command } from 'commander';
import { rolloutSchema } from '../../activities/plan/rollout-yaml.ts';

export function addSchema(program: Command): void {
  program
    .command('schema')
    .description('Print the JSON Schema of rollout.yaml, by which editors complete and check it.')
    .action(() => console.log(JSON.stringify(rolloutSchema(), null, 2)));
}
