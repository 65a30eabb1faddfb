import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';

/** Which versions to compare; no `stable` on a first deployment. */
export interface Versions {
  readonly stable?: string | undefined;
  readonly canary: string;
}

/** Epoch seconds; `to` is exclusive. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

/** Where requests, errors and latencies of versions can be read, in buckets of one width. */
export interface MetricSource {
  readonly bucketSeconds: number;
  /** Whole buckets within the window, oldest first; both versions of a bucket come from the same window. */
  read(versions: Versions, window: Window): Promise<readonly Bucket[]>;
}
