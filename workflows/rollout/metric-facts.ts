import type { Facts } from './judge/situation.ts';
import type { MetricsSpec } from './metrics-spec.ts';

/** Upper bounds of the latency histogram of load balancers: they have none of their own, so these are the usual ones. */
export const LOAD_BALANCER_BOUNDS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;

/** Upper bounds of Envoy's histograms (Envoy, «histogram_bucket_settings», default). */
export const ENVOY_BOUNDS_MS = [
  0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 600_000, 1_800_000,
  3_600_000,
] as const;

/** How wide a source's buckets are, where they begin and how late they can be read: all timing goes by this. */
export function factsOf(spec: MetricsSpec): Facts {
  const { periodSeconds } = spec;
  switch (spec.kind) {
    case 'containerInsights':
      // The agent scrapes once a period, and CloudWatch makes a metric of its log within half a minute.
      return { bucketSeconds: periodSeconds, lagSeconds: periodSeconds + Math.min(30, periodSeconds / 2) };
    case 'loadBalancer':
    case 'revisions':
      // Points of a minute come in for up to two minutes after it; shorter periods are a local load balancer's.
      return {
        bucketSeconds: periodSeconds,
        lagSeconds: Math.min(120, 2 * periodSeconds),
        countedTogether: true,
        latencyBoundsMs: LOAD_BALANCER_BOUNDS_MS,
      };
    case 'cloudwatch': {
      const bounds = spec.latency && { latencyBoundsMs: spec.latency.boundsMs };
      return { bucketSeconds: periodSeconds, lagSeconds: spec.lagSeconds, ...bounds };
    }
    case 'envoy':
    case 'prometheus': {
      const latencyBoundsMs =
        spec.kind === 'prometheus' ? spec.latency?.boundsMs : envoyBounds(spec.protocol);
      return {
        bucketSeconds: periodSeconds,
        // Buckets can begin at any second.
        gridSeconds: 1,
        // A scrape that has begun within the bucket has ended by then.
        lagSeconds: spec.scrapeSeconds,
        ...(latencyBoundsMs && { latencyBoundsMs }),
      };
    }
  }
}

/** How long after the first shift, which waits for a period to begin, the metrics can know of anything. */
export const firstVerdictSeconds = ({ bucketSeconds, lagSeconds }: Facts): number =>
  bucketSeconds + lagSeconds;

/** Connections have no latency. */
const envoyBounds = (protocol: string) => (protocol === 'tcp' ? undefined : ENVOY_BOUNDS_MS);
