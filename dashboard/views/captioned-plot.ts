import { h, type ComponentChildren, type JSX } from 'preact';
import { shortNumber } from './numbers.ts';
import { PlotDrawing, type PlotProps } from './plot-drawing.ts';
import { rangeOf } from './plot-range.ts';

/** A plot that nobody points at, with its title, how high it reaches, its legend, and whatever marks its axis. */
export const CaptionedPlot = ({
  plot,
  span,
  children,
}: Pick<PlotProps, 'plot' | 'span'> & { readonly children?: ComponentChildren }): JSX.Element =>
  h('figure', { class: 'plot' }, [
    h('figcaption', null, [
      h('h2', null, [plot.title, h('small', null, ` up to ${shortNumber(rangeOf(plot)[1])} ${plot.unit}`)]),
      h(
        'ul',
        { class: 'legend' },
        plot.lines.map(({ label, of, faintness = 0 }) =>
          h('li', { key: label, class: `${of} faint-${faintness}` }, label),
        ),
      ),
    ]),
    h(PlotDrawing, { plot, marks: [], span, pointAt: () => undefined }),
    h('div', { class: 'axis' }, children),
  ]);
