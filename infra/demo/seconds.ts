import type { Timeline } from '../local/traffic/timeline.ts';
import type { Second } from './record.ts';

/** The seconds of a timeline between two moments, in epoch seconds. */
export function secondsOf({ startedAt, seconds }: Timeline, from: number, to: number): Second[] {
  const start = Date.parse(startedAt) / 1000;
  return seconds
    .map(({ second, versions }) => ({ at: start + second, versions }))
    .filter(({ at }) => at >= from - 1 && at <= to);
}
