import { evidenceLevel } from './evidence.ts';
import type { Served } from '../../workflows/rollout/judge/judged-bucket.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { aligned, type PointLine } from './aligned.ts';

type RolloutPlot = 'weight' | 'failed' | 'latency' | 'evidence';

/** A plot over time: lines over the same moments (epoch seconds), null where there is no value. */
export interface Plot<Name extends string = RolloutPlot> {
  readonly name: Name;
  readonly title: string;
  readonly unit: string;
  readonly scale: 'linear' | 'log';
  readonly times: readonly number[];
  readonly lines: readonly PlotLine[];
}

export interface PlotLine extends Omit<PointLine, 'points'> {
  readonly values: readonly (number | null)[];
}

/** Weight, failed requests, latency and evidence. A line that holds goes on until whoever draws it says that it ends. */
export function plotsOf(status: RolloutStatus, watched: readonly Verdict[]): Plot[] {
  const plot = (name: Plot['name'], title: string, unit: string, lines: readonly PointLine[]): Plot => ({
    name,
    title,
    unit,
    scale: name === 'evidence' ? 'log' : 'linear',
    ...aligned(lines.filter(({ points }) => points.length > 0)),
  });
  return [
    plot('weight', "The canary's share of the traffic", '%', weightLines(status)),
    plot('failed', 'Failed requests', '%', failedLines(status)),
    plot('latency', 'Latency', 'ms', latencyLines(status)),
    plot('evidence', 'Evidence against the canary', '', evidenceLines(status, watched)),
  ];
}

function weightLines({ weights, canary, buckets }: RolloutStatus): PointLine[] {
  const weightIn = (split: (typeof weights)[number]['split']) =>
    split.find(({ version }) => version === canary)?.weight ?? 0;
  const held = (valueOf: (record: (typeof weights)[number]) => number) =>
    weights.map((record) => [secondsOf(record.at), valueOf(record)] as const);
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

function evidenceLines({ verdicts }: RolloutStatus, watched: readonly Verdict[]): PointLine[] {
  // A verdict tells of the moment up to which its metrics were read.
  const known = [...verdicts, ...watched]
    .flatMap((verdict) => {
      const level = evidenceLevel(verdict);
      return level ? [{ at: verdict.window.to, ...level }] : [];
    })
    .sort((a, b) => a.at - b.at);
  return [
    {
      label: 'convicts',
      of: 'bound',
      stepped: true,
      points: known.map(({ at, threshold }) => [at, threshold] as const),
    },
    {
      label: 'evidence',
      of: 'canary',
      points: known.map(({ at, against }) => [at, Math.max(1, against)] as const),
    },
  ];
}

const secondsOf = (iso: string): number => Date.parse(iso) / 1000;
