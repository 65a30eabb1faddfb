import type { Command } from 'commander';
import { rolloutSchema } from '../../activities/plan/rollout-yaml.ts';

export function schema(command: Command): void {
  command.action(() => console.log(JSON.stringify(rolloutSchema(), null, 2)));
}
