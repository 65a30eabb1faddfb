import { z } from 'zod';
import type { MetricsSpec, RouterSpec } from '../plan.ts';
import { count, word } from './rollout-fields.ts';

const HOUR = 3600;
const port = count(1, 65_535, 'the port the service listens on');

/** Where the metrics are read. */
export const metrics = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('loadBalancer'),
      periodSeconds: count(60, HOUR, 'seconds of one bucket: whole minutes')
        .multipleOf(60, 'must be whole minutes, as load balancers publish')
        .default(60),
    }),
    z.strictObject({
      kind: z.literal('containerInsights'),
      port,
      periodSeconds: count(1, HOUR, 'seconds between two values of a metric').default(60),
      cluster: word('the environment where left out').optional(),
      family: word("the task definitions' family; the service where left out").optional(),
    }),
  ],
  { error: 'must have a kind: loadBalancer or containerInsights' },
);

type Given = z.output<typeof metrics> | undefined;

/** Why metrics cannot be read so with this router, if they cannot. */
export function metricsProblem(given: Given, router: RouterSpec['kind']): string | undefined {
  const kind = given?.kind ?? (router === 'alb' ? 'loadBalancer' : undefined);
  if (kind === undefined) return 'with the router appMesh, say where they are';
  const fits = (kind === 'loadBalancer') === (router === 'alb');
  return fits ? undefined : `${kind} knows nothing of what the router ${router} does`;
}

/** Metrics as the plan has them; a load balancer counts by itself. */
export function metricsSpec(
  given: Given,
  router: RouterSpec,
  environment: string,
  service: string,
): MetricsSpec {
  switch (router.kind) {
    case 'alb':
      return { kind: 'loadBalancer', rule: router.rule, periodSeconds: given?.periodSeconds ?? 60 };
    case 'appMesh': {
      if (given?.kind !== 'containerInsights') throw new TypeError(metricsProblem(given, router.kind));
      return {
        kind: 'containerInsights',
        cluster: given.cluster ?? environment,
        family: given.family ?? service,
        mesh: router.mesh,
        nodePrefix: router.nodePrefix,
        protocol: router.protocol,
        port: given.port,
        periodSeconds: given.periodSeconds,
      };
    }
  }
}
