import uPlot from 'uplot';
import type { PlotLine } from '../model/plots.ts';
import type { PlotProps } from '../views/plot-drawing.ts';
import { rangeOf } from '../views/plot-range.ts';

/** The lines' values over their moments. */
export const dataOf = ({ plot: { times, lines } }: PlotProps): uPlot.AlignedData =>
  [times, ...lines.map(({ values }) => values)] as uPlot.AlignedData;

/** How uPlot draws a plot; what changes from look to look is read when it is drawn. */
export function chartOptions(latest: { readonly current: PlotProps }, element: HTMLElement): uPlot.Options {
  const colour = coloursOf(element);
  const { plot } = latest.current;
  const axis = {
    stroke: colour('muted'),
    grid: { stroke: colour('line'), width: 1 },
    ticks: { show: false },
    font: FONT,
  };
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    legend: { show: false },
    cursor: {
      sync: { key: 'rollout', setSeries: false },
      points: { size: 6 },
      drag: { x: false, y: false },
      y: false,
    },
    padding: [8, 8, 0, 0],
    scales: {
      x: {
        time: true,
        range: () => wholeSpan(latest.current),
      },
      y: { distr: plot.scale === 'log' ? 3 : 1, log: 10, range: () => rangeOf(latest.current.plot) },
    },
    axes: [
      {
        ...axis,
        size: 24,
        space: 80,
        values: (_u, splits) => splits.map((at) => timeOfDay(at, latest.current)),
      },
      {
        ...axis,
        size: 52,
        space: 28,
        ...(plot.scale === 'log' && { splits: (_u, _axis, low, high) => decadesIn(low, high) }),
        values: (_u, splits) => splits.map((value) => valueText(value, plot.unit)),
      },
    ],
    series: [{}, ...plot.lines.map((line) => seriesOf(line, colour))],
    hooks: {
      drawClear: [(u) => drawMarks(u, latest.current, colour)],
      setCursor: [
        (u) => {
          const { left = -1 } = u.cursor;
          latest.current.pointAt(left < 0 ? undefined : u.posToVal(left, 'x'));
        },
      ],
    },
  };
}

const FONT = '11px system-ui, sans-serif';

const wholeSpan = ({ span: { from, to } }: PlotProps): [number, number] => [from, Math.max(to, from + 1)];

/** The style's colours as a canvas takes them, for the reader's choice of light or dark. */
const coloursOf = (element: HTMLElement) => (name: string) => {
  element.style.color = `var(--${name})`;
  return getComputedStyle(element).color;
};

const decadesIn = (low: number, high: number): number[] =>
  Array.from({ length: Math.floor(Math.log10(high / low)) + 1 }, (_, i) => low * 10 ** i);

function seriesOf(
  { label, of, stepped, faintness = 0, values }: PlotLine,
  colour: (name: string) => string,
): uPlot.Series {
  const stepPath = stepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    label,
    stroke: colour(of),
    width: of === 'bound' ? 1 : 2,
    alpha: 1 - faintness * 0.3,
    ...(of === 'bound' ? { dash: [4, 4] } : faintness > 0 ? { dash: [2 + faintness * 3, 3] } : {}),
    ...(stepPath && { paths: stepPath }),
    spanGaps: true,
    // A line of one value would not be seen.
    points: { show: values.filter((value) => value !== null).length === 1 },
  };
}

function drawMarks(u: uPlot, { marks, span }: PlotProps, colour: (name: string) => string): void {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.lineWidth = devicePixelRatio;
  for (const { at, kind } of marks) {
    if (at < span.from) continue;
    const x = Math.round(u.valToPos(at, 'x', true));
    ctx.setLineDash(kind === 'step' ? [2, 4] : []);
    ctx.strokeStyle = colour(kind === 'verdict' ? 'bad' : kind === 'command' ? 'waiting' : 'muted');
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}

function timeOfDay(at: number, { span }: PlotProps): string {
  const seconds = span.to - span.from < 900 ? ({ second: '2-digit' } as const) : {};
  return new Date(at * 1000).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', ...seconds });
}

const valueText = (value: number | null, unit: string): string =>
  value === null ? '' : `${value >= 1e4 ? value.toExponential(0) : value}${unit && ` ${unit}`}`;
