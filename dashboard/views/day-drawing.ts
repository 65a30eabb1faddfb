import { h, type JSX } from 'preact';
import type { DayPlot } from '../model/day-plots.ts';
import { TimeOfDay } from './clock.ts';
import { CaptionedPlot } from './captioned-plot.ts';

/** A plot of a day that has gone by, by the clock. */
export const DayDrawing = ({ day: { plot, span } }: { readonly day: DayPlot }): JSX.Element =>
  h(
    CaptionedPlot,
    { plot, span },
    [0, 0.25, 0.5, 0.75, 1].map((share) =>
      h(TimeOfDay, { at: new Date(1000 * (span.from + share * (span.to - span.from))).toISOString() }),
    ),
  );
