import { fail, fine, warn, type Check } from './check.ts';

/** Who asks a task queue for work. */
export interface Poller {
  readonly identity: string;
  readonly seen: Date;
  readonly buildId: string | undefined;
}

/** A poll lasts a minute at most; Temporal remembers whoever polled for five. */
const ALIVE_MS = 90_000;

/** Whether workers serve a task queue: how many, and which builds. A worker polls for workflows and activities alike, under one name. */
export function pollersCheck(queue: string, rollouts: number, pollers: readonly Poller[], now: Date): Check {
  const about = `workers on ${queue}`;
  const alive = pollers.filter(({ seen }) => now.getTime() - seen.getTime() < ALIVE_MS);
  const workers = new Set(alive.map(({ identity }) => identity)).size;
  const builds = [...new Set(alive.flatMap(({ buildId }) => buildId ?? []))];
  const what = `${counted(workers, 'worker')}${builds.length > 0 ? ` of build ${builds.join(' and ')}` : ''}; ${counted(rollouts, 'rollout')} under way`;
  if (workers === 0)
    return fail(about, what, 'start one with `serin worker`; rollouts wait for it, and none is lost');
  if (workers === 1) return warn(about, what, 'run two, so that one can be replaced');
  return fine(about, what);
}

const counted = (amount: number, what: string): string => `${amount} ${what}${amount === 1 ? '' : 's'}`;
