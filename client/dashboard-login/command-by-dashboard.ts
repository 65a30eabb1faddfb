import { z } from 'zod';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { Trouble } from '../trouble.ts';
import { keptToken } from './kept-token.ts';

const answered = z.object({ kind: z.enum(['taken', 'refused']), text: z.string() });

/** A dashboard as a command reaches it. */
export interface ReachedDashboard {
  /** Its origin. */
  readonly url: string;
  readonly idToken: string;
}

/**
 * The dashboard that commands go by, and who gives them: `SERIN_DASHBOARD_URL`, and the ID token in `SERIN_ID_TOKEN`, else that of `serin login`.
 * Undefined where commands go to Temporal, under a name that is claimed.
 *
 * @throws Trouble `badInput`
 */
export async function reachedDashboard(env: NodeJS.ProcessEnv): Promise<ReachedDashboard | undefined> {
  const given = env['SERIN_DASHBOARD_URL'];
  if (!given) return undefined;
  const url = dashboardOrigin(given);
  if (url === undefined)
    throw new Trouble(
      'badInput',
      `SERIN_DASHBOARD_URL has to be an address such as https://serin.example.com`,
    );
  const { SERIN_ID_TOKEN: idToken } = env;
  if (idToken) return { url, idToken };
  const kept = await keptToken(env);
  if (kept?.dashboard === url && kept.until * 1000 > Date.now()) return { url, idToken: kept.idToken };
  throw new Trouble(
    'badInput',
    `nobody has logged in at ${url}, or it is over: \`serin login ${url}\`, or set SERIN_ID_TOKEN`,
  );
}

/** Of an address what a token may be sent to: https, or this machine. */
export function dashboardOrigin(text: string): string | undefined {
  const url = URL.parse(text);
  const isOwn = ['127.0.0.1', 'localhost', '[::1]'].includes(url?.hostname ?? '');
  return url?.protocol === 'https:' || (url?.protocol === 'http:' && isOwn) ? url.origin : undefined;
}

/**
 * Gives a command by a dashboard, which proves who gives it. Answers with what it led to.
 *
 * @throws Trouble `refused`, `badInput` where the token proves nothing there, `unreachable`
 */
export async function commandByDashboard(
  { url, idToken }: ReachedDashboard,
  { environment, service }: Owner,
  command: CommandName | 'undo',
  { reason, id, weight, expectedStep, step, force, holdVerdict }: CommandInput,
): Promise<string> {
  const body = {
    command,
    reason,
    id: id ?? crypto.randomUUID(),
    weight,
    expectedStep,
    step,
    force,
    holdVerdict,
  };
  const path = `/api/rollouts/${encodeURIComponent(environment)}/${encodeURIComponent(service)}/commands`;
  const answer = await fetch(url + path, {
    method: 'POST',
    redirect: 'error',
    signal: AbortSignal.timeout(30_000),
    headers: { authorization: `Bearer ${idToken}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    throw new Trouble('unreachable', `the dashboard ${url} does not answer: ${(error as Error).message}`);
  });
  if (answer.status === 401) throw new Trouble('badInput', `${url} does not believe this login`);
  const parsed = answered.safeParse(await answer.json().catch(() => undefined));
  if (!parsed.success)
    throw new Trouble('refused', `${url} answers ${answer.status}: no role may be for this`);
  if (parsed.data.kind === 'refused') throw new Trouble('refused', parsed.data.text);
  return parsed.data.text;
}
