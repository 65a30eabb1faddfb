import { CompleteAsyncError } from '@temporalio/activity';
import { usualTraffic, type UsualTraffic } from '../workflows/rollout/judge/usual-traffic.ts';
import type { Looked } from '../workflows/rollout/judge/judge.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { AskedOnward } from '../workflows/rollout/onward.ts';
import type { AskedAround, LookedAround } from '../workflows/rollout/surroundings.ts';
import { looksAt, type MetricsCheck, type CountLook } from './look.ts';
import { goOn } from './go-on.ts';
import type { MetricSource } from './metric-sources/source.ts';
import type { LookAround } from './surroundings.ts';
import { glancesAt, type WatchedBake } from './watching/glances.ts';
import type { WatchAsked } from './watching/report.ts';
import type { BakeWatcher } from './watching/watcher.ts';

/** What looks at metrics are made with. */
export interface MetricsPorts {
  readonly sourceFor: (spec: MetricsSpec) => MetricSource;
  readonly lookAround: LookAround;
  /** What goes on watching when an activity that asks for it has ended. */
  readonly watcher: BakeWatcher;
  /** The present activity, as one that asks for a watch. */
  readonly asked: () => WatchAsked;
  readonly count?: CountLook | undefined;
}

export function createMetricsActivities({ sourceFor, lookAround, watcher, asked, count }: MetricsPorts) {
  const looks = looksAt(sourceFor, count ?? (() => undefined));
  /** What is judged for good, and what is to be known before it is acted on. Nothing is waited for before a bad canary goes back. */
  const concluded = async (
    check: MetricsCheck,
    judged: Looked,
    around: AskedAround | undefined,
    onward?: { readonly asked: AskedOnward; readonly now: number },
  ): Promise<LookedAround> => {
    const isSeen = around !== undefined && judged.verdict.kind !== 'fail';
    const [recorded, seen] = await Promise.all([
      looks.onRecord(check, judged),
      isSeen ? lookAround(around) : undefined,
    ]);
    if (seen === undefined) return recorded;
    const { shift, ...surroundings } = seen;
    const went = onward && (await goOn(onward.asked, judged.verdict, surroundings, shift, onward.now));
    return { ...recorded, surroundings, ...(went && { onward: went }) };
  };

  return {
    /** What a version got before `now` (epoch seconds); null where nothing is known of it. */
    async usualTraffic(metrics: MetricsSpec, version: string, now: number): Promise<UsualTraffic | null> {
      return usualTraffic(await sourceFor(metrics).history(version, now)) ?? null;
    },

    /** One look at `now` (epoch seconds), and around where that is asked for; where all is well it goes on to the next step at once. */
    async judgeStep(
      check: MetricsCheck,
      now: number,
      around?: AskedAround,
      onward?: AskedOnward,
    ): Promise<LookedAround> {
      const judged = await looks.look(check, check.memory, now);
      return concluded(check, judged, around, onward && { asked: onward, now });
    },

    /**
     * Looks again and again until a look is due. It is answered by the worker's watcher, after the activity itself has ended; what was seen
     * travels in its signs of life, so that a restart loses nothing.
     */
    watchStep(
      check: MetricsCheck,
      baking: WatchedBake['baking'],
      around?: AskedAround,
    ): Promise<LookedAround> {
      const by = asked();
      const conclude = (judged: LookedAround) => concluded(check, judged, around);
      const glance = glancesAt({ check, baking }, { ...looks, conclude }, watcher.clock, by.remembered);
      watcher.begin(by, baking.until, glance);
      return Promise.reject(new CompleteAsyncError());
    },
  };
}
