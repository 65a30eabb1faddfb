import type { MetricsSpec } from '../metrics-spec.ts';
import type { JudgeSpec } from '../plan.ts';
import { trafficSince, type Situation } from './situation.ts';
import type { Verdict } from './verdict.ts';

/** What was to be judged, by whose metrics. */
interface Asked {
  readonly judge: JudgeSpec;
  readonly metrics: MetricsSpec;
  readonly situation: Situation;
}

/** The verdict of a look at `now` (epoch seconds) that metrics hindered: that proves nothing, neither for nor against the canary. */
export const unreadable = ({ judge, metrics, situation }: Asked, now: number, why: string): Verdict => ({
  kind: 'inconclusive',
  reason: `the metrics cannot be read: ${why}`,
  judge: judge.kind,
  source: metrics.kind,
  window: { from: trafficSince(situation), to: now },
  numbers: {},
});
