import type { JudgeSpec } from '../plan.ts';
import { trafficSince, type Situation } from './situation.ts';
import type { Verdict } from './verdict.ts';

/** The verdict of a look at `now` (epoch seconds) that metrics hindered: that proves nothing, neither for nor against the canary. */
export const unreadable = ({ kind }: JudgeSpec, situation: Situation, now: number, why: string): Verdict => ({
  kind: 'inconclusive',
  reason: `the metrics cannot be read: ${why}`,
  judge: kind,
  window: { from: trafficSince(situation), to: now },
  numbers: {},
});
