/** Metrics of the user's own in CloudWatch. `{{version}}` in any of their names stands for the version. */
export interface CloudWatchSpec {
  readonly kind: 'cloudwatch';
  readonly periodSeconds: number;
  /** How long after its end a period can be read. */
  readonly lagSeconds: number;
  readonly requests: CloudWatchCount;
  readonly errors: CloudWatchCount;
  readonly latency?: CloudWatchLatency;
}

export interface CloudWatchMetric {
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** A metric's statistic; what a count is worked out from. */
export interface CloudWatchStat extends CloudWatchMetric {
  readonly stat: string;
}

/** Metric math over metrics by name; `{{period}}` in it stands for the seconds of a period, which SEARCH has to be told. */
export interface CloudWatchMath {
  readonly expression: string;
  readonly metrics: Readonly<Record<string, CloudWatchStat>>;
}

export type CloudWatchCount = CloudWatchStat | CloudWatchMath;

/** A metric with one value for each request, in this unit; counted up to each of the bounds, which ascend. */
export interface CloudWatchLatency extends CloudWatchMetric {
  readonly unit: 'ms' | 's';
  readonly boundsMs: readonly number[];
}
