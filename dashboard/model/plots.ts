import { evidenceLevel } from './evidence.ts';
import type { Served } from '../../workflows/rollout/judge/judged-bucket.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { aligned, type PointLine } from './aligned.ts';

/** A plot over time: lines over the same moments (epoch seconds), null where there is no value. */
export interface Plot {
  readonly name: 'weight' | 'failed' | 'latency' | 'evidence';
  readonly title: string;
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
}

export interface PlotLine extends Omit<PointLine, 'points'> {
  readonly values: readonly (number | null)[];
}

/** What a watch under way thought, and when (epoch seconds). */
export interface WatchedVerdict {
  readonly at: number;
  readonly verdict: Verdict;
}

/** Weight, failed requests, latency and evidence; `to` is now, or when the rollout ended (epoch seconds). */
export function plotsOf(status: RolloutStatus, watched: readonly WatchedVerdict[], to: number): Plot[] {
  const plot = (name: Plot['name'], title: string, unit: string, lines: readonly PointLine[]): Plot => ({
    name,
    title,
    unit,
    scale: name === 'evidence' ? 'log' : 'linear',
    ...aligned(lines.filter(({ points }) => points.length > 0)),
  });
  return [
    plot('weight', "The canary's share of the traffic", '%', weightLines(status, to)),
    plot('failed', 'Failed requests', '%', failedLines(status)),
    plot('latency', 'Latency', 'ms', latencyLines(status)),
    plot('evidence', 'Evidence against the canary', '', evidenceLines(status, watched, to)),
  ];
}

function weightLines({ weights, canary, buckets }: RolloutStatus, to: number): PointLine[] {
  const weightIn = (split: (typeof weights)[number]['split']) =>
    split.find(({ version }) => version === canary)?.weight ?? 0;
  const held = (valueOf: (record: (typeof weights)[number]) => number) => {
    const points = weights.map((record) => [secondsOf(record.at), valueOf(record)] as const);
    const last = points.at(-1);
    return last ? [...points, [Math.max(to, last[0]), last[1]] as const] : [];
  };
  return [
    {
      label: 'wanted',
      of: 'bound',
      stepped: true,
      points: held(({ split, wanted }) => weightIn(wanted ?? split)),
    },
    { label: 'router', of: 'canary', stepped: true, points: held(({ split }) => weightIn(split)) },
    {
      label: 'of requests',
      of: 'canary',
      faintness: 1,
      points: buckets.flatMap(({ to: at, stable, canary: its }) => {
        const all = (stable?.requests ?? 0) + (its?.requests ?? 0);
        return all > 0 ? [[at, (100 * (its?.requests ?? 0)) / all] as const] : [];
      }),
    },
  ];
}

const SIDES = ['stable', 'canary'] as const;

const failedLines = ({ buckets }: RolloutStatus): PointLine[] =>
  SIDES.map((side) => ({
    label: side,
    of: side,
    points: buckets.flatMap(({ to, [side]: its }) =>
      its && its.requests > 0 ? [[to, (100 * its.failed) / its.requests] as const] : [],
    ),
  }));

const PERCENTILES = ['p50Ms', 'p95Ms', 'p99Ms'] as const satisfies readonly (keyof Served)[];

const latencyLines = ({ buckets }: RolloutStatus): PointLine[] =>
  SIDES.flatMap((side) =>
    PERCENTILES.map((percentile, i) => ({
      label: `${side} ${percentile.slice(0, 3)}`,
      of: side,
      faintness: i,
      points: buckets.flatMap(({ to, [side]: its }) => {
        const ms = its?.[percentile];
        return ms === undefined || ms === null ? [] : [[to, ms] as const];
      }),
    })),
  );

function evidenceLines(
  { verdicts }: RolloutStatus,
  watched: readonly WatchedVerdict[],
  to: number,
): PointLine[] {
  const judged = verdicts.map(({ at, ...verdict }) => ({ at: secondsOf(at), verdict }));
  const known = [...judged, ...watched]
    .sort((a, b) => a.at - b.at)
    .flatMap(({ at, verdict }) => {
      const evidence = evidenceLevel(verdict);
      return evidence ? [{ at, ...evidence }] : [];
    });
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return [];
  const convicts = [first.at, Math.max(to, last.at)].map((at) => [at, last.threshold] as const);
  return [
    { label: 'convicts', of: 'bound', points: convicts },
    {
      label: 'evidence',
      of: 'canary',
      points: known.map(({ at, against }) => [at, Math.max(1, against)] as const),
    },
  ];
}

const secondsOf = (iso: string): number => Date.parse(iso) / 1000;
