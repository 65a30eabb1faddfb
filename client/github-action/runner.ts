import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

// GitHub's contract with JavaScript actions: inputs and states are variables, outputs and states are lines of files
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands).

/** An input, or undefined where it is empty. */
export const input = (name: string): string | undefined =>
  process.env[`INPUT_${name.toUpperCase()}`]?.trim() || undefined;

export const setOutput = (name: string, value: string): void => write('GITHUB_OUTPUT', name, value);

/** Keeps something for the action's `post` step. */
export const saveState = (name: string, value: string): void => write('GITHUB_STATE', name, value);

export const state = (name: string): string | undefined => process.env[`STATE_${name}`] || undefined;

function write(file: string, name: string, value: string): void {
  if (/[\r\n]/.test(value)) throw new Error(`${name} would be more than a line`);
  appendFileSync(process.env[file] ?? '/dev/null', `${name}=${value}\n`);
}

/** What a program ends with that a signal has ended, at least. */
export const INTERRUPTED = 128;

/**
 * Runs the command beside the action, in the settings that the action was given; a cancelled job interrupts it. Answers its exit code,
 * and what it printed where that is not to be shown.
 */
export async function serin(
  args: readonly string[],
  { quiet = false }: { readonly quiet?: boolean } = {},
): Promise<{ readonly exitCode: number; readonly printed: string }> {
  const command = join(import.meta.dirname, '../command/serin.js');
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ['ignore', quiet ? 'pipe' : 'inherit', 'inherit'],
    env: { ...process.env, ...settings() },
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
  let printed = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const [code] = (await once(child, 'close')) as [number | null];
  return { exitCode: code ?? INTERRUPTED, printed };
}

const SETTINGS = {
  'temporal-address': 'TEMPORAL_ADDRESS',
  'temporal-namespace': 'TEMPORAL_NAMESPACE',
  'temporal-api-key': 'TEMPORAL_API_KEY',
  'aws-region': 'AWS_REGION',
} as const;

const settings = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(SETTINGS).flatMap(([name, variable]) => {
      const value = input(name);
      return value === undefined ? [] : [[variable, value]];
    }),
  );
