import { createContext, h, type FunctionComponent, type JSX } from 'preact';
import { useContext, useState } from 'preact/hooks';
import type { Plot } from '../model/plots.ts';
import type { RolloutModel } from '../model/rollout.ts';
import { untilEnd } from '../model/until-end.ts';
import { ClockContext } from './clock.ts';
import { PlotDrawing, type PlotProps } from './plot-drawing.ts';

/** What draws a plot: a picture without script, until the page's script brings one that answers to a pointer. */
export const PlotContext = createContext<FunctionComponent<PlotProps>>(PlotDrawing);

/** Four plots on one axis of time. */
export function Plots({ model: { plots, marks, span } }: { readonly model: RolloutModel }): JSX.Element {
  const Drawn = useContext(PlotContext);
  const [at, pointAt] = useState<number>();
  const { now } = useContext(ClockContext);
  const to = span.to ?? now.getTime() / 1000;
  return h(
    'section',
    { class: 'plots', 'aria-label': 'Plots' },
    plots.map((plot) =>
      h('figure', { key: plot.name, class: `plot ${plot.name}` }, [
        h('figcaption', null, [h('h2', null, plot.title), h(Legend, { plot, at })]),
        plot.times.length === 0
          ? h('p', { class: 'none' }, NOTHING[plot.name])
          : h(
              'div',
              { class: 'canvas' },
              h(Drawn, { plot: untilEnd(plot, to), marks, span: { from: span.from ?? to, to }, pointAt }),
            ),
      ]),
    ),
  );
}

const NOTHING: Readonly<Record<Plot['name'], string>> = {
  weight: 'No traffic has been read yet.',
  failed: 'No requests have been counted yet.',
  latency: 'No latency has been measured.',
  evidence: 'No evidence has been weighed.',
};

interface LegendProps {
  readonly plot: Plot;
  readonly at: number | undefined;
}

/** The lines with their values at the moment that is pointed at, or else the latest. */
const Legend = ({ plot: { lines, times, unit }, at = Infinity }: LegendProps): JSX.Element | null =>
  times.length === 0
    ? null
    : h(
        'ul',
        { class: 'legend' },
        lines.map(({ label, of, faintness = 0, values }) =>
          h('li', { key: label, class: `${of} faint-${faintness}` }, [
            label,
            ' ',
            h(
              'b',
              null,
              lastOf(
                values.filter((_, i) => times[i]! <= at),
                unit,
              ),
            ),
          ]),
        ),
      );

function lastOf(values: readonly (number | null)[], unit: string): string {
  const last = values.findLast((value) => value !== null);
  return last === undefined || last === null ? '' : `${Number(last.toPrecision(3))}${unit && ` ${unit}`}`;
}
