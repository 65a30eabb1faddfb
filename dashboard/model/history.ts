import type { FoundRollout } from '../../client/rollouts/find.ts';
import { wordOf } from '../../workflows/rollout/word-of.ts';
import { stableVersion, type RolloutStatus } from '../../workflows/rollout/status.ts';
import { toneOfWord, type Tone } from './tone.ts';

/** A past rollout, or the one that runs. Times are ISO. */
export interface PastRollout {
  readonly runId: string;
  readonly version: string | undefined;
  readonly stable: string | undefined;
  readonly started: string;
  readonly ended: string | undefined;
  readonly seconds: number | undefined;
  /** How it ended, or its phase now, in words. */
  readonly outcome: string;
  readonly tone: Tone;
  readonly reason: string | undefined;
  /** The highest weight that the canary was seen to have, in percent. */
  readonly reached: number | undefined;
  /** What the judge has seen of the canary, in the buckets that the rollout keeps. */
  readonly canary: { readonly requests: number; readonly failed: number } | undefined;
  /** Who commanded it, each once. */
  readonly people: readonly string[];
}

/** The page of a service's past. */
export interface HistoryModel {
  readonly at: string;
  readonly environment: string;
  readonly service: string;
  /** The newest first. */
  readonly rollouts: readonly PastRollout[];
  readonly figures: Figures;
}

/** What the listed rollouts come to; each is undefined where there is nothing to tell it by. */
export interface Figures {
  /** Share of ended rollouts that did not end promoted, 0 to 1. */
  readonly changeFailureRate: number | undefined;
  /** Median time from a failed rollout's end to the end of the next promoted one, in seconds. */
  readonly restoreSeconds: number | undefined;
  /** Median time that promoted rollouts took, in seconds. */
  readonly promotedSeconds: number | undefined;
}

export function historyModel(
  environment: string,
  service: string,
  found: readonly FoundRollout[],
  now: Date,
): HistoryModel {
  const rollouts = found.map(pastOf);
  return { at: now.toISOString(), environment, service, rollouts, figures: figuresOf(rollouts) };
}

function pastOf({ info, listed, view }: FoundRollout): PastRollout {
  const { startTime, closeTime, runId } = info;
  const phase = view?.status.phase ?? listed.phase ?? info.status.name.toLowerCase();
  return {
    runId,
    started: startTime.toISOString(),
    ended: closeTime?.toISOString(),
    seconds: closeTime && Math.round((closeTime.getTime() - startTime.getTime()) / 1000),
    outcome: wordOf(phase),
    tone: toneOfWord(phase),
    ...(view ? accountOf(view.status) : { ...UNTOLD, version: listed.version }),
  };
}

const UNTOLD = { stable: undefined, reason: undefined, reached: undefined, canary: undefined, people: [] };

/** What a rollout tells of how it went. */
export function accountOf(status: RolloutStatus) {
  const { canary, outcome, weights, buckets, commands } = status;
  const reached = weights.map(({ split }) => split.find(({ version }) => version === canary)?.weight ?? 0);
  const seen = buckets.flatMap((bucket) => bucket.canary ?? []);
  const sum = (key: 'requests' | 'failed') => seen.reduce((total, served) => total + served[key], 0);
  return {
    version: canary,
    stable: stableVersion(status),
    reason: outcome?.reason,
    reached: reached.length > 0 ? Math.max(...reached) : undefined,
    canary: seen.length > 0 ? { requests: sum('requests'), failed: sum('failed') } : undefined,
    people: [...new Set(commands.map(({ by }) => by))],
  };
}

/** By DORA's definitions (https://dora.dev/guides/dora-metrics-four-keys/), of the rollouts given, the newest first. */
export function figuresOf(rollouts: readonly PastRollout[]): Figures {
  const ended = rollouts.filter(({ ended: at }) => at !== undefined).toReversed();
  const promoted = ended.filter(isPromoted);
  const restored = ended.flatMap((failed, i) => {
    if (isPromoted(failed) || (i > 0 && !isPromoted(ended[i - 1]!))) return [];
    const next = ended.slice(i).find(isPromoted);
    return next ? [(Date.parse(next.ended!) - Date.parse(failed.ended!)) / 1000] : [];
  });
  return {
    changeFailureRate: ended.length > 0 ? 1 - promoted.length / ended.length : undefined,
    restoreSeconds: medianOf(restored),
    promotedSeconds: medianOf(promoted.flatMap(({ seconds }) => seconds ?? [])),
  };
}

const isPromoted = ({ tone }: PastRollout): boolean => tone === 'good';

function medianOf(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return low === undefined || high === undefined ? undefined : Math.round((low + high) / 2);
}
