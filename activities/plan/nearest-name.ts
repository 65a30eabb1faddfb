import { distance } from 'fastest-levenshtein';

/** Of some names, the one that was most likely meant by another: a slip of the fingers, another case, or the unit or another end left out. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  const given = folded(name);
  const [nearest] = known
    .flatMap((each) => [each, each.replace(/(Seconds|Ms)$/, '')].map((name) => ({ each, name })))
    .map(({ each, name }) => ({ each, edits: distance(given, folded(name)) }))
    .filter(({ edits }) => edits <= Math.min(3, given.length / 2.5))
    .sort((a, b) => a.edits - b.edits);
  return nearest?.each ?? known.find((each) => given.length > 2 && folded(each).startsWith(given));
}

/** `bake_seconds` and `BakeSeconds` mean `bakeSeconds`. */
const folded = (name: string): string => name.toLowerCase().replace(/[-_ ]/g, '');
