import type { History } from '../../../workflows/rollout/judge/baseline.ts';
import type { EvidenceConfig } from '../../../workflows/rollout/judge/evidence-config.ts';
import type { InconclusivePolicy } from '../../../workflows/rollout/plan.ts';
import { observeInTrial, startTrial, tickTrial } from '../trial.ts';
import type { Watcher } from './closed-loop.ts';

/** Serin's judge, watching from second 0 on. */
export function evidenceWatcher(
  config: EvidenceConfig,
  onInconclusive: InconclusivePolicy,
  history: History,
): Watcher & { wasInconclusive(): boolean } {
  let trial = startTrial(config, onInconclusive, history, 0, config.steps[0]?.weight ?? 100);
  return {
    take(bucket, weight) {
      trial = observeInTrial(trial, bucket, weight);
    },
    tick(now, weight) {
      trial = tickTrial(trial, now, weight);
      const { end, asked, inconclusive } = trial;
      const { reason = '' } = asked;
      if (inconclusive && onInconclusive === 'pause') return { kind: 'pause', reason };
      return end ?? { kind: 'weight', weight: asked.weight, reason };
    },
    wasInconclusive: () => trial.inconclusive,
  };
}
