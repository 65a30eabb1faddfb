import type { MetricSource } from '../../activities/metric-sources/source.ts';
import type { World } from '../../test/fakes/world.ts';

/** Requests a second that a service gets, and what becomes of those of a bad version. */
const PER_SECOND = 100;
const BAD = { version: /bad/, errorRate: 0.5 };

/** Metrics that are generated for whoever asks: requests split by the weights of now, of which those of a bad version fail half of the time. */
export const generated = (world: World, periodSeconds: number): MetricSource => ({
  ...world.source,
  read({ canary }, { from, to }) {
    const weight = world.split.find(({ version }) => version === canary)?.weight ?? 0;
    const all = PER_SECOND * periodSeconds;
    const requests = Math.round((all * weight) / 100);
    const errors = BAD.version.test(canary) ? Math.round(requests * BAD.errorRate) : 0;
    const buckets = Array.from({ length: Math.floor((to - from) / periodSeconds) }, (_, i) => ({
      from: from + periodSeconds * i,
      to: from + periodSeconds * (i + 1),
      stable: { requests: all - requests, errors: 0 },
      canary: { requests, errors },
    }));
    return Promise.resolve(buckets);
  },
});
