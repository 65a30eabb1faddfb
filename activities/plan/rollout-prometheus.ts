import { z } from 'zod';
import type { PrometheusSpec } from '../../workflows/rollout/metrics-spec.ts';
import { ascending, promQl } from './metric-templates.ts';
import { fields, oneOf, seconds } from './rollout-fields.ts';

const HOUR = 3600;

function isOrigin(address: string): boolean {
  if (!URL.canParse(address)) return true;
  const { origin, pathname, search, hash, username, password } = new URL(address);
  return origin !== 'null' && pathname === '/' && `${search}${hash}${username}${password}` === '';
}

/** How to read from a Prometheus server. */
export const reading = {
  address: z
    .url({
      protocol: /^https?$/,
      error: 'must be the URL of a Prometheus server, such as http://prometheus:9090',
    })
    .refine(isOrigin, 'must be scheme, host and port alone: no user, path or query')
    .describe('the URL of a Prometheus server: scheme, host and port'),
  periodSeconds: seconds(1, HOUR, 'length of a bucket, in seconds').default(10),
  scrapeSeconds: seconds(1, HOUR, 'seconds between two scrapes').default(5),
  strata: z
    .string()
    .regex(/^[a-zA-Z_]\w*$/, 'must be the name of a label, such as path or zone')
    .refine((label) => label !== 'le', 'must not be le, which tells latencies apart')
    .describe('a label that tells requests apart, so that like is compared with like')
    .exactOptional(),
};

/** Whether a bucket can be read so: a rate takes two scrapes. */
export const isReadable = (given: { periodSeconds: number; scrapeSeconds: number }): boolean =>
  given.scrapeSeconds * 2 <= given.periodSeconds;

const counts = fields({ requests: promQl, errors: promQl }, 'must come with one for errors');

/** Any Prometheus server, asked in the user's words. */
export const prometheus = z.strictObject({
  kind: z.literal('prometheus'),
  ...reading,
  own: counts,
  callers: counts.optional(),
  latency: z
    .strictObject({
      query: promQl,
      unit: oneOf(['s', 'ms'], 'unit of le'),
      bounds: ascending('must be the values of le, without +Inf'),
    })
    .optional(),
});

/** As the plan has it: bounds in ms. */
export const prometheusSpec = ({
  callers,
  latency,
  ...given
}: z.output<typeof prometheus>): PrometheusSpec => ({
  ...given,
  ...(callers && { callers }),
  ...(latency && {
    latency: {
      query: latency.query,
      unit: latency.unit,
      boundsMs: latency.bounds.map((bound) => (latency.unit === 's' ? bound * 1000 : bound)),
    },
  }),
});
