import type { PlayedCanary } from '../../client/judge/simulate.ts';
import type { HourOfTraffic } from '../../client/plan/whole-hours.ts';
import { beginningOf } from '../../client/simulation/hourly.ts';
import { aligned, type PointLine } from './aligned.ts';
import { dueEnd, playedLook } from './course-plots.ts';
import type { Plot } from './plots.ts';

const HOUR = 3600;

/** A plot over a day that has gone by, in epoch seconds. */
export interface DayPlot {
  readonly plot: Plot<'requests' | 'minutes'>;
  readonly span: { readonly from: number; readonly to: number };
}

/** What a service got hour by hour, and how long the rollouts took that were played from each time of that on; nothing without hours. */
export function dayPlots(hours: readonly HourOfTraffic[], played: readonly PlayedCanary[]): DayPlot[] {
  const [first, last] = [hours[0], hours.at(-1)];
  if (!first || !last) return [];
  const span = { from: first.from, to: last.to };
  const rates: PointLine = {
    label: 'requests',
    of: 'stable',
    points: hours.map(({ from, requestsPerSecond }) => [from + HOUR / 2, requestsPerSecond]),
  };
  const took = played.map(({ canaryErrorRate, courses }, i): PointLine => ({
    ...playedLook(canaryErrorRate, i),
    points: courses.flatMap(({ end, seconds }, n) => {
      const begins = beginningOf(hours.length, n, courses.length);
      const hour = hours[Math.floor(begins / HOUR)] ?? last;
      return end === dueEnd(i) ? [[hour.from + (begins % HOUR), seconds / 60] as const] : [];
    }),
  }));
  const [title, howLong] = ['Requests a second', 'How long a rollout takes that begins then'];
  return [
    { plot: { name: 'requests', title, unit: '/s', scale: 'linear', ...aligned([rates]) }, span },
    { plot: { name: 'minutes', title: howLong, unit: 'min', scale: 'linear', ...aligned(took) }, span },
  ];
}
