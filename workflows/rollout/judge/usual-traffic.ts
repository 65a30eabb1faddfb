import type { History } from './baseline.ts';
import { requestsPerSecondOf, totalOfStable } from './bucket.ts';
import { strataOf } from './strata.ts';

/** What a service gets on a usual day; the error rate is a fraction of requests. */
export interface UsualTraffic {
  readonly requestsPerSecond: number;
  readonly errorRate: number;
  /** By what its requests are told apart, those with the most of them first; left out where nothing does. */
  readonly strata?: readonly string[];
}

/** From the last hour, and the errors of a day where they are known; undefined without data. */
export function usualTraffic({ buckets, total = totalOfStable(buckets) }: History): UsualTraffic | undefined {
  const requestsPerSecond = requestsPerSecondOf(buckets);
  if (requestsPerSecond === undefined) return undefined;
  const strata = strataOf(buckets);
  return {
    requestsPerSecond,
    errorRate: total.requests === 0 ? 0 : total.errors / total.requests,
    ...(strata.length > 0 && { strata }),
  };
}
