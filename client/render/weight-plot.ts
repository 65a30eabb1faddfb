import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/** So many values are drawn, at the same distance from each other. */
const POINTS = 60;

/**
 * The new version's weight over time, as GitHub and GitLab draw it in Markdown
 * (https://mermaid.js.org/syntax/xyChart.html); nothing where there is less than a line of it.
 */
export function weightPlot({ canary, weights }: Pick<RolloutStatus, 'canary' | 'weights'>): string[] {
  const read = weights.map(({ at, split }) => ({
    at: Date.parse(at),
    weight: split.find(({ version }) => version === canary)?.weight ?? 0,
  }));
  const [first, last] = [read[0], read.at(-1)];
  if (first === undefined || last === undefined || last.at === first.at) return [];
  const minutes = (last.at - first.at) / 60_000;
  const values = Array.from({ length: POINTS }, (_, i) => {
    const at = first.at + ((last.at - first.at) * i) / (POINTS - 1);
    return read.findLast((each) => each.at <= at)?.weight ?? 0;
  });
  return [
    '```mermaid',
    'xychart-beta',
    '  title "Weight of the new version"',
    `  x-axis "minutes" 0 --> ${Number(minutes.toFixed(1))}`,
    '  y-axis "%" 0 --> 100',
    `  line [${values.map((value) => Number(value.toFixed(1))).join(', ')}]`,
    '```',
    '',
  ];
}
