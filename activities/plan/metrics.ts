import { z } from 'zod';
import type { MetricsSpec } from '../../workflows/rollout/metrics-spec.ts';
import { orDefault, whole } from './fields.ts';
import { cloudWatch, cloudWatchSpec } from './metrics-cloud-watch.ts';
import { ascending, promQl } from './metric-templates.ts';

const HOUR = 3600;

const reading = {
  Address: z.url({
    protocol: /^https?$/,
    error: 'must be the URL of a Prometheus server, such as http://prometheus:9090',
  }),
  Period: orDefault(whole(1, HOUR, 'seconds of one bucket'), 10),
  ScrapeInterval: orDefault(whole(1, HOUR, 'seconds between two scrapes'), 5),
};

const latency = z.strictObject({
  Query: promQl,
  Unit: z.enum(['s', 'ms'], { error: 'must be s or ms: what le is in' }),
  Bounds: ascending('must be the values of le, without +Inf'),
});

/** The optional field `Metrics`: where to read them, unless it is Container Insights. */
export const metrics = z
  .discriminatedUnion(
    'Kind',
    [
      z.strictObject({ Kind: z.literal('containerInsights') }),
      z.strictObject({ Kind: z.literal('envoy'), ...reading }),
      z.strictObject({
        Kind: z.literal('prometheus'),
        ...reading,
        Requests: promQl,
        Errors: promQl,
        CallersRequests: promQl.optional(),
        CallersErrors: promQl.optional(),
        Latency: latency.optional(),
      }),
      cloudWatch,
    ],
    { error: 'must have a Kind: containerInsights, envoy, prometheus or cloudwatch' },
  )
  .superRefine((given, problems) => {
    if (given.Kind === 'containerInsights' || given.Kind === 'cloudwatch') return;
    const refuse = (path: string, message: string) =>
      problems.addIssue({ code: 'custom', path: [path], message, input: given });
    if (given.ScrapeInterval * 2 > given.Period)
      refuse('ScrapeInterval', `must be at most half of the Period of ${given.Period} s`);
    if (
      given.Kind === 'prometheus' &&
      (given.CallersRequests === undefined) !== (given.CallersErrors === undefined)
    )
      refuse('CallersErrors', 'must come together with CallersRequests');
  });

/** What a mesh calls the service, by which its metrics are found. */
interface Service {
  readonly environment: string;
  readonly service: string;
  readonly protocol: 'http' | 'http2' | 'grpc' | 'tcp';
  readonly port: number;
  /** Width of one bucket of Container Insights. */
  readonly periodSeconds: number;
}

export function metricsSpec(given: z.output<typeof metrics>, named: Service): MetricsSpec {
  const { environment, service, protocol, port, periodSeconds } = named;
  switch (given.Kind) {
    case 'containerInsights':
      return {
        kind: 'containerInsights',
        cluster: environment,
        family: service,
        mesh: environment,
        nodePrefix: service,
        protocol,
        port,
        periodSeconds,
      };
    case 'envoy':
      return { kind: 'envoy', ...readingOf(given), mesh: environment, nodePrefix: service, protocol, port };
    case 'prometheus': {
      const { CallersRequests, CallersErrors, Latency } = given;
      return {
        kind: 'prometheus',
        ...readingOf(given),
        own: { requests: given.Requests, errors: given.Errors },
        ...(CallersRequests !== undefined &&
          CallersErrors !== undefined && { callers: { requests: CallersRequests, errors: CallersErrors } }),
        ...(Latency && { latency: latencyOf(Latency) }),
      };
    }
    case 'cloudwatch':
      return cloudWatchSpec(given);
  }
}

const readingOf = (given: { Address: string; Period: number; ScrapeInterval: number }) => ({
  address: given.Address,
  periodSeconds: given.Period,
  scrapeSeconds: given.ScrapeInterval,
});

const latencyOf = ({ Query, Unit, Bounds }: z.output<typeof latency>) => ({
  query: Query,
  unit: Unit,
  boundsMs: Bounds.map((bound) => (Unit === 's' ? bound * 1000 : bound)),
});
