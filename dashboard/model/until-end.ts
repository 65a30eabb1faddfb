import type { Plot } from './plots.ts';

/** A plot whose lines that hold go on to a moment (epoch seconds), which is not before their last. */
export function untilEnd(plot: Plot, end: number): Plot {
  const last = plot.times.at(-1);
  if (last === undefined || end <= last) return plot;
  return {
    ...plot,
    times: [...plot.times, end],
    lines: plot.lines.map((line) => ({
      ...line,
      values: [
        ...line.values,
        line.stepped ? (line.values.findLast((value) => value !== null) ?? null) : null,
      ],
    })),
  };
}
