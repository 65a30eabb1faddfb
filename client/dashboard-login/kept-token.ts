import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const kept = z.object({ dashboard: z.string(), idToken: z.string(), until: z.number() });

/** What `serin login` keeps of a login: for which dashboard the token is, and until when (epoch seconds). */
export type KeptToken = z.output<typeof kept>;

const fileOf = (env: NodeJS.ProcessEnv): string =>
  join(env['XDG_CONFIG_HOME'] ?? join(homedir(), '.config'), 'serin', 'login.json');

/** Keeps a login where its owner alone may read it. */
export async function keepToken(token: KeptToken, env: NodeJS.ProcessEnv): Promise<void> {
  const file = fileOf(env);
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  // A file that is there keeps its rights.
  await rm(file, { force: true });
  await writeFile(file, JSON.stringify(token), { mode: 0o600 });
}

/** What was kept last; undefined where nothing is, or nothing that can be read. */
export async function keptToken(env: NodeJS.ProcessEnv): Promise<KeptToken | undefined> {
  try {
    return kept.parse(JSON.parse(await readFile(fileOf(env), 'utf8')));
  } catch {
    return undefined;
  }
}

export const forgetToken = (env: NodeJS.ProcessEnv): Promise<void> => rm(fileOf(env), { force: true });
