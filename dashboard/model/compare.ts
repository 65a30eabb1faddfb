import type { RolloutView } from '../../client/rollouts/view.ts';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { aligned, type PointLine } from './aligned.ts';
import type { CoursePlot } from './course-plots.ts';
import { accountOf, type PastRollout } from './history.ts';
import { plotsOf, type Plot } from './plots.ts';
import { stepsIn, type StepModel } from './steps.ts';
import { toneOf } from './tone.ts';

/** One of two rollouts. */
export interface ComparedModel extends Pick<
  PastRollout,
  'runId' | 'stable' | 'outcome' | 'tone' | 'reason' | 'reached' | 'canary' | 'people'
> {
  readonly version: string;
  /** ISO time of its first event. */
  readonly started: string | undefined;
  /** From the first event to the last. */
  readonly seconds: number;
  readonly steps: readonly StepModel[];
}

/** The page of two rollouts of a service beside each other. */
export interface CompareModel {
  readonly at: string;
  readonly environment: string;
  readonly service: string;
  readonly sides: readonly [ComparedModel, ComparedModel];
  /** Of both, over the seconds since each one's first traffic. */
  readonly plots: readonly CoursePlot[];
}

export function compareModel(views: readonly [RolloutView, RolloutView], now: Date): CompareModel {
  const [a, b] = views;
  const { environment, service } = a.status;
  const sides = [comparedOf(a), comparedOf(b)] as const;
  return { at: now.toISOString(), environment, service, sides, plots: plotsOfBoth([a.status, b.status]) };
}

function comparedOf({ runId, status }: RolloutView): ComparedModel {
  const { events, phase, canary: version } = status;
  const [first, last] = [events[0]?.at, events.at(-1)?.latest ?? events.at(-1)?.at];
  return {
    ...accountOf(status),
    version,
    runId,
    started: first,
    seconds: first && last ? Math.round((Date.parse(last) - Date.parse(first)) / 1000) : 0,
    outcome: wordOf(phase),
    tone: toneOf(phase),
    steps: stepsIn(status),
  };
}

/** What is compared of each of a rollout's plots, and what it is called then. */
const COMPARED = [
  ['weight', 'router', "The canary's share of the traffic"],
  ['failed', 'canary', 'Failed requests of the canary'],
  ['latency', 'canary p95', 'Latency of the canary, p95'],
  ['evidence', 'evidence', 'Evidence against the canary'],
] as const;

function plotsOfBoth(statuses: readonly [RolloutStatus, RolloutStatus]): CoursePlot[] {
  const own = statuses.map((status) => ({ status, plots: plotsOf(status, []) }));
  return COMPARED.flatMap(([name, label, title]) => {
    const lines = own.map(({ status, plots }, i): PointLine => ({
      label: `${'AB'[i]}: ${status.canary}`,
      of: i === 0 ? 'stable' : 'canary',
      stepped: name === 'weight',
      points: pointsOf(
        plots.find((plot) => plot.name === name)!,
        label,
        firstTraffic(status),
      ),
    }));
    const seconds = Math.max(0, ...lines.flatMap(({ points }) => points.map(([at]) => at)));
    const [any] = own.flatMap(({ plots }) => plots.filter((plot) => plot.name === name));
    if (!any || seconds <= 0) return [];
    return [{ plot: { ...any, title, ...aligned(lines) }, seconds }];
  });
}

/** A line of a plot, by seconds since a moment. */
function pointsOf({ times, lines }: Plot, label: string, since: number): PointLine['points'] {
  const values = lines.find((line) => line.label === label)?.values ?? [];
  return times.flatMap((at, i) => {
    const value = values[i];
    return value === null || value === undefined || at < since ? [] : [[at - since, value] as const];
  });
}

/** When the canary was first seen to have traffic, in epoch seconds. */
function firstTraffic({ weights, canary }: RolloutStatus): number {
  const first = weights.find(({ split }) =>
    split.some(({ version, weight }) => version === canary && weight > 0),
  );
  return first ? Date.parse(first.at) / 1000 : 0;
}
