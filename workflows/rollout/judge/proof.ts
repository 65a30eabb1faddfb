import type { Compared } from './compared.ts';
import type { EvidenceConfig } from './evidence-config.ts';
import { newcombeUpperBound } from './score-interval.ts';

/**
 * Stricter than the 1.96 of a single look, since it looks at every bucket until it is convinced; measured
 * so that a canary that is worse by just the margin gets through unnoticed about once in twenty times.
 */
const z = 2.1;

/** Whether the canary is proven to be no worse than stable by more than the margin. */
export interface Proof {
  readonly proven: boolean;
  /** Upper bounds of canary less stable, as fractions of requests. */
  readonly extraErrorRate: number;
  readonly extraSlowShare?: number;
  readonly marginErrorRate: number;
}

/** Proof of non-inferiority from all that was compared; latency counts only where there are bounds for it. */
export function proofOf(config: EvidenceConfig, compared: Compared, withLatency: boolean): Proof {
  const { canary, stable, slowCanary, slowStable } = compared;
  const stableErrorRate = stable.requests === 0 ? 0 : stable.events / stable.requests;
  const marginErrorRate = Math.max(config.marginErrorRate, stableErrorRate / 2);
  const extraErrorRate = newcombeUpperBound(canary, stable, z);
  if (!withLatency) return { proven: extraErrorRate <= marginErrorRate, extraErrorRate, marginErrorRate };

  const extraSlowShare = newcombeUpperBound(slowCanary, slowStable, z);
  return {
    proven: extraErrorRate <= marginErrorRate && extraSlowShare <= config.marginSlowShare,
    extraErrorRate,
    extraSlowShare,
    marginErrorRate,
  };
}
