import type { History } from '../../../workflows/rollout/judge/baseline.ts';
import type { EvidenceSpec } from '../../../workflows/rollout/judge/evidence-config.ts';
import { errorCountWindow, judgeErrorCount } from '../../../workflows/rollout/judge/error-count.ts';
import { judgeThreshold, thresholdWindow } from '../../../workflows/rollout/judge/threshold.ts';
import type { ThresholdSpec } from '../../../workflows/rollout/judge/threshold-spec.ts';
import type { ErrorCountSpec, RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { bakeWatcher } from './bake-watcher.ts';
import type { Watcher } from './closed-loop.ts';
import { evidenceWatcher } from './evidence-watcher.ts';

export type SimulatedJudge = ErrorCountSpec | ThresholdSpec | EvidenceSpec;

interface Watching {
  readonly plan: RolloutPlan;
  /** The plan's own, or another in its place. */
  readonly judge: SimulatedJudge;
  readonly lagSeconds: number;
  readonly history: History;
  readonly latencyBoundsMs?: readonly number[] | undefined;
  readonly firstDeployment?: boolean;
}

/** Who watches a rollout of this plan, from second 0 on. */
export function watcherOf(watching: Watching): Watcher {
  const { plan, judge, lagSeconds, history, latencyBoundsMs, firstDeployment = false } = watching;
  switch (judge.kind) {
    case 'errorCount':
      return bakeWatcher(plan, (buckets, now) =>
        judgeErrorCount(judge, ...within(buckets, errorCountWindow(judge, 0, now))),
      );
    case 'threshold':
      return bakeWatcher(plan, (buckets, now) =>
        judgeThreshold(
          judge,
          ...within(buckets, thresholdWindow(judge, 0, now - lagSeconds)),
          latencyBoundsMs,
        ),
      );
    case 'evidence': {
      const { steps, metrics } = plan;
      const config = {
        ...judge,
        steps,
        bucketSeconds: metrics.periodSeconds,
        lagSeconds,
        firstDeployment,
        ...(latencyBoundsMs ? { latencyBoundsMs } : {}),
      };
      return evidenceWatcher(config, plan.onInconclusive, history);
    }
  }
}

type Bucketed = { readonly from: number };

const within = <B extends Bucketed, S extends { from: number; to: number }>(buckets: readonly B[], span: S) =>
  [buckets.filter(({ from }) => from >= span.from && from < span.to), span] as const;
