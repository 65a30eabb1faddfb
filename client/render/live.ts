import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { Sighting } from '../rollouts/follow.ts';
import type { RolloutView } from '../rollouts/view.ts';
import { evidenceText, isNews, watchedVerdict } from './evidence-text.ts';
import { picture } from './picture/picture.ts';
import type { Terminal } from './terminal.ts';

/** Shows a rollout until there is nothing more to see: as a picture of now where it can be redrawn, else its events as they happen. */
export const showLive = (sightings: AsyncIterable<Sighting>, terminal: Terminal): Promise<void> =>
  terminal.redraws ? showPictures(sightings, terminal) : showLines(sightings, terminal);

async function showPictures(sightings: AsyncIterable<Sighting>, terminal: Terminal): Promise<void> {
  let view: RolloutView | undefined;
  let trouble: string | undefined;
  for await (const seen of sightings) {
    if ('view' in seen) view = seen.view;
    else if (view === undefined && seen.trouble !== trouble) terminal.line(`! ${seen.trouble}`);
    trouble = 'trouble' in seen ? seen.trouble : undefined;
    const last = view;
    if (last) terminal.draw((sheet) => picture(last, new Date(), sheet, trouble));
  }
}

async function showLines(sightings: AsyncIterable<Sighting>, terminal: Terminal): Promise<void> {
  let shown = 0;
  let said: Verdict | undefined;
  let trouble: string | undefined;
  for await (const seen of sightings) {
    if ('trouble' in seen) {
      if (seen.trouble !== trouble) terminal.line(`! ${seen.trouble}`);
      trouble = seen.trouble;
    } else {
      if (trouble !== undefined) terminal.line('  reconnected');
      trouble = undefined;
      shown = showEvents(seen.view, shown, terminal);
      said = showEvidence(seen.view, said, terminal);
    }
  }
}

function showEvents({ status }: RolloutView, shown: number, terminal: Terminal): number {
  for (const { number, at, what } of status.events)
    if (number > shown) terminal.line(`${at.slice(11, 19)}  ${what}`);
  return status.events.at(-1)?.number ?? shown;
}

/** Evidence over time: a line when it has changed notably. Answers the verdict that was said last. */
function showEvidence(view: RolloutView, said: Verdict | undefined, terminal: Terminal): Verdict | undefined {
  const verdict = watchedVerdict(view);
  const text = verdict && evidenceText(verdict);
  if (!text || !isNews(verdict, said)) return said;
  terminal.line(`${new Date(verdict.window.to * 1000).toISOString().slice(11, 19)}  ${text}`);
  return verdict;
}
