import type { History } from '../../../../workflows/rollout/judge/baseline.ts';
import type { Bucket, Counts } from '../../../../workflows/rollout/judge/bucket.ts';
import {
  type EvidenceConfig,
  evidenceDefaults,
} from '../../../../workflows/rollout/judge/evidence-config.ts';
import { type EvidenceState, observe, startEvidence } from '../../../../workflows/rollout/judge/evidence.ts';

export const config: EvidenceConfig = {
  ...evidenceDefaults,
  steps: [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((weight) => ({
    weight,
    bakeSeconds: weight === 100 ? 300 : 60,
  })),
  bucketSeconds: 10,
  lagSeconds: 10,
  firstDeployment: false,
};

export const noHistory: History = { buckets: [] };

/** A day at ten requests a second, one in a thousand of which failed. */
export const calmHistory: History = { total: { requests: 864_000, errors: 864 }, buckets: [] };

export interface Side {
  canary?: Counts;
  stable?: Counts;
}

/** Ten-second buckets from second 0 on, all at one weight. */
export function observeAll(
  sides: readonly Side[],
  {
    weight = 10,
    history = calmHistory,
    of = config,
  }: { weight?: number; history?: History; of?: EvidenceConfig } = {},
): EvidenceState {
  return sides.reduce<EvidenceState>(
    (state, side, i) =>
      observe(of, state, { from: 10 * i, to: 10 * i + 10, ...side } satisfies Bucket, weight, {
        since: 0,
        number: 1,
      }),
    startEvidence(of, history, 0),
  );
}

export const times = (count: number, side: Side): Side[] => Array.from({ length: count }, () => side);
