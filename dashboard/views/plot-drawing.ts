import { h, type JSX } from 'preact';
import type { PlotMark } from '../model/marks.ts';
import type { Plot, PlotLine } from '../model/plots.ts';
import { rangeOf } from './plot-range.ts';

export interface PlotProps {
  readonly plot: Plot<string>;
  readonly marks: readonly PlotMark[];
  /** Epoch seconds. */
  readonly span: { readonly from: number; readonly to: number };
  /** Is told which moment (epoch seconds) a pointer is at, and when it has gone. */
  readonly pointAt: (at: number | undefined) => void;
}

const [WIDTH, HEIGHT] = [1000, 150];

/** A plot as a picture that needs no script. */
export function PlotDrawing({ plot, marks, span }: PlotProps): JSX.Element {
  const [low, high] = rangeOf(plot);
  const scaled = plot.scale === 'log' ? Math.log : (value: number) => value;
  const x = (at: number) => ((at - span.from) / Math.max(1, span.to - span.from)) * WIDTH;
  const y = (value: number) =>
    HEIGHT - ((scaled(value) - scaled(low)) / (scaled(high) - scaled(low))) * HEIGHT;
  return h(
    'svg',
    {
      class: 'drawing',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      preserveAspectRatio: 'none',
      role: 'img',
      'aria-label': `${plot.title} over time`,
    },
    [
      ...marks
        .filter(({ at }) => at >= span.from)
        .map(({ at, kind }) => h('line', { class: `mark ${kind}`, x1: x(at), x2: x(at), y1: 0, y2: HEIGHT })),
      ...plot.lines.map((line) =>
        h('path', {
          class: `line ${line.of} faint-${line.faintness ?? 0}`,
          d: pathOf(plot.times, line, x, y),
        }),
      ),
    ],
  );
}

function pathOf(
  times: readonly number[],
  { values, stepped }: PlotLine,
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  const points = times.flatMap((at, i) => {
    const value = values[i];
    return value === null || value === undefined ? [] : [{ x: x(at).toFixed(1), y: y(value).toFixed(1) }];
  });
  return points
    .map((point, i) =>
      i === 0 ? `M${point.x} ${point.y}` : stepped ? `H${point.x}V${point.y}` : `L${point.x} ${point.y}`,
    )
    .join('');
}
