/** Fixed bounds that the canary has to keep, whatever stable does. */
export interface ThresholdSpec {
  readonly kind: 'threshold';
  readonly objectives: readonly Objective[];
  /** A measurement is made over each interval of the window. */
  readonly intervalSeconds: number;
  readonly windowSeconds: number;
  /** Measurements that may fail: the canary fails with the one after. */
  readonly failureLimit: number;
  /** An interval with fewer requests is no measurement. */
  readonly minSamples: number;
  readonly onNoData: 'inconclusive' | 'fail' | 'pass';
}

/** Success rate as a fraction of requests, or a latency percentile, 0 to 100. */
export type Objective =
  | { readonly metric: 'successRate'; readonly atLeast: number }
  | { readonly metric: 'latency'; readonly percentile: number; readonly atMostMs: number };

/** Flagger's built-in objectives and interval, with Argo's limit of failures. */
export const thresholdDefaults: ThresholdSpec = {
  kind: 'threshold',
  objectives: [{ metric: 'successRate', atLeast: 0.99 }],
  intervalSeconds: 60,
  windowSeconds: 600,
  failureLimit: 0,
  minSamples: 1,
  onNoData: 'inconclusive',
};
