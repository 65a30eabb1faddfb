import { seriesOf, type Sample } from './sample.ts';

/** A series with its latest totals; times in epoch seconds, oldest first. */
export interface StoredSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly Point[];
}

export interface Point {
  readonly time: number;
  readonly value: number;
}

/** Keeps what was collected, as Prometheus keeps what it has scraped. */
export interface SeriesStore {
  /** Adds what was counted since the collection before. A series of which nothing is heard any more gets no more points. */
  append(time: number, counted: readonly Sample[]): void;
  select(matches: (labels: Readonly<Record<string, string>>) => boolean): StoredSeries[];
}

interface Kept {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  points: Point[];
}

/** @param keptSeconds points that are older are forgotten */
export function createSeriesStore(keptSeconds: number): SeriesStore {
  const stored = new Map<string, Kept>();

  return {
    append(time, counted) {
      for (const sample of counted) {
        const key = seriesOf(sample);
        const series = stored.get(key) ?? { name: sample.name, labels: sample.labels, points: [] };
        stored.set(key, series);
        series.points.push({ time, value: (series.points.at(-1)?.value ?? 0) + sample.value });
        // Seldom, since it copies.
        if (series.points[0]!.time < time - 1.1 * keptSeconds)
          series.points = series.points.filter((point) => point.time >= time - keptSeconds);
      }
    },
    select: (matches) =>
      [...stored.values()].filter(({ name, labels }) => matches({ ...labels, __name__: name })),
  };
}

/** The points after one moment, up to and including another. */
export function between(points: readonly Point[], after: number, upTo: number): readonly Point[] {
  return points.slice(firstAfter(points, after), firstAfter(points, upTo));
}

function firstAfter(points: readonly Point[], time: number): number {
  let [low, high] = [0, points.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.time > time) high = middle;
    else low = middle + 1;
  }
  return low;
}
