import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError, type Client, type WorkflowHandle } from '@temporalio/client';
import type { Verdict } from '../workflows/rollout/judge/verdict.ts';
import type { RolloutResult } from '../workflows/messages.ts';
import { CommandFailure } from './exit-codes.ts';
import { endingOf, promoted, type Ending } from './outcome.ts';
import { evidenceText, isNews, watchedVerdict } from './render/evidence-text.ts';
import { headline, waiting } from './render/status-text.ts';
import type { Screen } from './render/screen.ts';
import { viewRollout, type RolloutView } from './rollout.ts';
import { unreachable } from './temporal.ts';

const INTERVAL_MS = 1000;

/** Shows a rollout's events as they happen, through restarts of Temporal and its workers, until it has ended. */
export async function follow(
  client: Client,
  handle: WorkflowHandle,
  address: string,
  screen: Screen,
): Promise<Ending> {
  let shown = 0;
  let said: Verdict | undefined;
  let trouble: string | undefined;
  for (;;) {
    const seen = await look(client, handle, address);
    if ('trouble' in seen) {
      if (seen.trouble !== trouble) screen.line(`! ${seen.trouble}`);
      trouble = seen.trouble;
    } else {
      if (trouble !== undefined) screen.line('  answers again');
      trouble = undefined;
      shown = showEvents(seen.view, shown, screen);
      said = showEvidence(seen.view, said, screen);
      showNow(seen.view, screen);
      if (!seen.view.running) break;
    }
    await delay(INTERVAL_MS);
  }
  const ending = await handle.result().then((result) => promoted(result as RolloutResult), endingOf);
  screen.line(ending.sentence);
  return ending;
}

/** One look; what hinders it is said and outlived, since the rollout goes on without us. */
async function look(
  client: Client,
  handle: WorkflowHandle,
  address: string,
): Promise<{ view: RolloutView } | { trouble: string }> {
  try {
    return { view: await viewRollout(client, handle) };
  } catch (error) {
    if (error instanceof CommandFailure && error.exitCode === 1) return { trouble: error.message };
    if (error instanceof ServiceError) return { trouble: unreachable(address) };
    throw error;
  }
}

function showEvents({ status }: RolloutView, shown: number, screen: Screen): number {
  for (const { number, at, what } of status.events)
    if (number > shown) screen.line(`${at.slice(11, 19)}  ${what}`);
  return status.events.at(-1)?.number ?? shown;
}

/** Evidence over time: a line when it has changed notably. Answers the verdict that was said last. */
function showEvidence(view: RolloutView, said: Verdict | undefined, screen: Screen): Verdict | undefined {
  const verdict = watchedVerdict(view);
  const text = verdict && evidenceText(verdict);
  if (!text || !isNews(verdict, said)) return said;
  screen.line(`${new Date(verdict.window.to * 1000).toISOString().slice(11, 19)}  ${text}`);
  return verdict;
}

function showNow(view: RolloutView, screen: Screen): void {
  const verdict = watchedVerdict(view);
  const evidence = verdict ? `${evidenceText(verdict)}; ` : '';
  screen.live(
    `          ${headline(view.status)}; ${evidence}waits for ${waiting(view, new Date()) ?? 'nothing'}`,
  );
}
