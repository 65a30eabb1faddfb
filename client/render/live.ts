import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { Sighting } from '../rollouts/follow.ts';
import type { RolloutView } from '../rollouts/view.ts';
import { evidenceText, isNews, watchedVerdict } from './evidence-text.ts';
import type { Screen } from './screen.ts';
import { headline, waiting } from './status-text.ts';

/** Shows a rollout's events as they happen, until there is nothing more to see. */
export async function showLive(sightings: AsyncIterable<Sighting>, screen: Screen): Promise<void> {
  let shown = 0;
  let said: Verdict | undefined;
  let trouble: string | undefined;
  for await (const seen of sightings) {
    if ('trouble' in seen) {
      if (seen.trouble !== trouble) screen.line(`! ${seen.trouble}`);
      trouble = seen.trouble;
    } else {
      if (trouble !== undefined) screen.line('  reconnected');
      trouble = undefined;
      shown = showEvents(seen.view, shown, screen);
      said = showEvidence(seen.view, said, screen);
      showNow(seen.view, screen);
    }
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
