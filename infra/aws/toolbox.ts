import type { AwsClients } from './clients.ts';
import { Refusal } from './refusal.ts';
import type { Settings } from './settings.ts';
import { readStack } from './stack/read-stack.ts';

/** What every target works with. */
export interface Toolbox extends AwsClients {
  readonly settings: Settings;
  readonly print: (line: string) => void;
}

/** Refuses to go on before another target has made its stack. */
export async function requireStack({ cloudFormation }: Toolbox, name: string, target: string): Promise<void> {
  const stack = await readStack(cloudFormation, name);
  if (!/^(CREATE|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/.test(stack?.StackStatus ?? ''))
    throw new Refusal(`stack ${name} is ${stack?.StackStatus ?? 'not there'}: run make ${target} first`);
}
