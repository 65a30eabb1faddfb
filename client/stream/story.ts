import type { Sighting } from '../rollouts/follow.ts';
import type { StreamLine, LineType } from './line-form.ts';
import { linesOf } from './lines-of.ts';

/** What is of now rather than of a moment: told again when it has changed, or has come back. */
const PRESENT: readonly LineType[] = ['rollout', 'state', 'evidence', 'trouble'];

/**
 * A rollout as lines, each told once, as looks at it bring them.
 *
 * @param now ISO time of a look
 */
export async function* story(
  sightings: AsyncIterable<Sighting>,
  now: () => string = () => new Date().toISOString(),
): AsyncGenerator<StreamLine> {
  const told = new Set<string>();
  let presentBefore = new Set<string>();
  for await (const seen of sightings) {
    const present = new Set<string>();
    for (const line of linesIn(seen, now())) {
      const isPresent = PRESENT.includes(line.type);
      const text = JSON.stringify(isPresent ? { ...line, at: '' } : line);
      if (!(isPresent ? presentBefore : told).has(text)) yield line;
      (isPresent ? present : told).add(text);
    }
    presentBefore = present;
  }
}

const linesIn = (seen: Sighting, at: string): StreamLine[] =>
  'view' in seen ? linesOf(seen.view, at) : [{ type: 'trouble', at, what: seen.trouble }];
