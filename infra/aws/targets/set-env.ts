import { readAccountId } from '../account.ts';
import { chooseSettings, recordSettings } from '../settings.ts';

/** Settles what the other targets work on, and writes it down; no file of the user's is touched. */
export async function setEnv(env: NodeJS.ProcessEnv, print: (line: string) => void): Promise<void> {
  const chosen = chooseSettings(env);
  const settings = { ...chosen, ACCOUNT_ID: await readAccountId(chosen.AWS_REGION) };
  const file = recordSettings(env, settings);
  for (const [name, value] of Object.entries(settings)) print(`${name}=${value}`);
  print(`written to ${file}`);
}
