import { h, type JSX } from 'preact';
import { durationText } from '../../client/render/duration.ts';
import type { CoursePlot } from '../model/course-plots.ts';
import { shortNumber } from './numbers.ts';
import { PlotDrawing } from './plot-drawing.ts';
import { rangeOf } from './plot-range.ts';

/** A plot of what would be, over the time since the canary's first traffic. */
export const CourseDrawing = ({ course: { plot, seconds } }: { readonly course: CoursePlot }): JSX.Element =>
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
    h(PlotDrawing, { plot, marks: [], span: { from: 0, to: seconds }, pointAt: () => undefined }),
    h(
      'div',
      { class: 'axis' },
      [0, 0.25, 0.5, 0.75, 1].map((share) =>
        h('span', null, share === 0 ? 'first traffic' : durationText(Math.round(share * seconds))),
      ),
    ),
  ]);
