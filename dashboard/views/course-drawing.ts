import { h, type JSX } from 'preact';
import { durationText } from '../../client/render/duration.ts';
import type { CoursePlot } from '../model/course-plots.ts';
import { CaptionedPlot } from './captioned-plot.ts';

/** A plot of what would be, over the time since the canary's first traffic. */
export const CourseDrawing = ({ course: { plot, seconds } }: { readonly course: CoursePlot }): JSX.Element =>
  h(
    CaptionedPlot,
    { plot, span: { from: 0, to: seconds } },
    [0, 0.25, 0.5, 0.75, 1].map((share) =>
      h('span', null, share === 0 ? 'first traffic' : durationText(Math.round(share * seconds))),
    ),
  );
