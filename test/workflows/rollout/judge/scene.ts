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

/** What is alike in all buckets of a test. */
export interface Scene {
  readonly weight?: number;
  readonly history?: History;
  readonly of?: EvidenceConfig;
}

export const startScene = ({ history = calmHistory, of = config }: Scene): EvidenceState =>
  startEvidence(of, history, 0);

/** The n-th of ten-second buckets from second 0 on. */
export const observeOne = (
  state: EvidenceState,
  side: Side,
  n: number,
  { weight = 10, of = config }: Scene,
): EvidenceState =>
  observe(of, state, { from: 10 * n, to: 10 * n + 10, ...side } satisfies Bucket, weight, {
    since: 0,
    number: 1,
  });

/** Ten-second buckets from second 0 on, all at one weight. */
export const observeAll = (sides: readonly Side[], scene: Scene = {}): EvidenceState =>
  sides.reduce((state, side, n) => observeOne(state, side, n, scene), startScene(scene));

export const times = (count: number, side: Side): Side[] => Array.from({ length: count }, () => side);
