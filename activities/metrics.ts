import { CompleteAsyncError } from '@temporalio/activity';
import type { Looked } from '../workflows/rollout/judge/judge.ts';
import { usualTraffic, type UsualTraffic } from '../workflows/rollout/judge/usual-traffic.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import { looksAt, type MetricsCheck, type CountLook } from './look.ts';
import type { MetricSource } from './metric-sources/source.ts';
import { glancesAt, type WatchedBake } from './watching/glances.ts';
import type { WatchAsked } from './watching/report.ts';
import type { BakeWatcher } from './watching/watcher.ts';

/**
 * @param watcher what goes on watching when an activity that asks for it has ended
 * @param asked the present activity, as one that asks for a watch
 */
export function createMetricsActivities(
  sourceFor: (spec: MetricsSpec) => MetricSource,
  watcher: BakeWatcher,
  asked: () => WatchAsked,
  count: CountLook = () => undefined,
) {
  const looks = looksAt(sourceFor, count);

  return {
    /** What a version got before `now` (epoch seconds); null where nothing is known of it. */
    async usualTraffic(metrics: MetricsSpec, version: string, now: number): Promise<UsualTraffic | null> {
      return usualTraffic(await sourceFor(metrics).history(version, now)) ?? null;
    },

    /** One look at `now` (epoch seconds). */
    async judgeStep(check: MetricsCheck, now: number): Promise<Looked> {
      return looks.onRecord(check, await looks.look(check, check.memory, now));
    },

    /**
     * Looks again and again until a look is due. It is answered by the worker's watcher, after the activity itself has ended; what was seen
     * travels in its signs of life, so that a restart loses nothing.
     */
    watchStep(check: MetricsCheck, baking: WatchedBake['baking']): Promise<Looked> {
      const by = asked();
      const glance = glancesAt({ check, baking }, looks, watcher.clock, by.remembered);
      watcher.begin(by, baking.until, glance);
      return Promise.reject(new CompleteAsyncError());
    },
  };
}
