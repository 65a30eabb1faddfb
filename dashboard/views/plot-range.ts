import type { Plot } from '../model/plots.ts';

/** Lowest and highest value that a plot has room for, with some air above its lines. */
export function rangeOf({ name, lines }: Pick<Plot<string>, 'name' | 'lines'>): [low: number, high: number] {
  if (name === 'weight') return [0, 100];
  const highest = Math.max(0, ...lines.flatMap(({ values }) => values.filter((value) => value !== null)));
  if (name === 'evidence') return [1, Math.max(10, highest * 2)];
  return [0, highest > 0 ? highest * 1.1 : 1];
}
