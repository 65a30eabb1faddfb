import { z } from 'zod';
import type { MetricsSpec } from '../../workflows/rollout/metrics-spec.ts';
import type { AppMeshSpec, RouterSpec } from '../../workflows/rollout/router-spec.ts';
import { cloudWatch } from './rollout-cloud-watch.ts';
import { count, texts, word } from './rollout-fields.ts';
import { prometheus, prometheusSpec, isReadable, reading } from './rollout-prometheus.ts';

const HOUR = 3600;
const isPeriod = (seconds: number) => [1, 5, 10, 30].includes(seconds) || seconds % 60 === 0;
const port = count(1, 65_535, 'the port the service listens on');

/** Where the metrics are read. */
export const metrics = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('loadBalancer'),
      periodSeconds: count(1, HOUR, 'seconds of one bucket; AWS publishes every 60, and has nothing for less')
        .refine(isPeriod, 'must be 1, 5, 10, 30 or whole minutes, as CloudWatch has periods')
        .default(60),
    }),
    z.strictObject({
      kind: z.literal('containerInsights'),
      port,
      periodSeconds: count(1, HOUR, 'seconds between two values of a metric')
        .refine(isPeriod, 'must be 1, 5, 10, 30 or whole minutes, as CloudWatch has periods')
        .default(60),
      cluster: word('the environment unless given').optional(),
      family: z
        .union([word('the family'), texts('families by version')], {
          error: 'must be a family, or one for each version',
        })
        .optional()
        .describe("the task definitions' family, or one for each version; the service unless given"),
    }),
    z.strictObject({ kind: z.literal('envoy'), port, ...reading }),
    prometheus,
    cloudWatch,
  ],
  { error: 'must be of a kind: loadBalancer, containerInsights, envoy, prometheus or cloudwatch' },
);

type Given = z.output<typeof metrics>;

/** Which router a kind of metrics tells of; the others are the user's own, whatever splits the traffic. */
const ROUTER_OF: Readonly<Record<Given['kind'], RouterSpec['kind'] | undefined>> = {
  loadBalancer: 'alb',
  containerInsights: 'appMesh',
  envoy: 'appMesh',
  prometheus: undefined,
  cloudwatch: undefined,
};

/** Why metrics cannot be read so with this router, if they cannot; the path is within `metrics`. */
export function metricsProblem(
  given: Given | undefined,
  router: RouterSpec['kind'],
): { readonly path: readonly string[]; readonly message: string } | undefined {
  if (given === undefined)
    return router === 'alb'
      ? undefined
      : { path: [], message: `with the router ${router}, say where they are` };
  const needed = ROUTER_OF[given.kind];
  if (needed !== undefined && needed !== router)
    return { path: [], message: `${given.kind} knows nothing of what the router ${router} does` };
  if (!('scrapeSeconds' in given) || isReadable(given)) return undefined;
  return { path: ['scrapeSeconds'], message: `must be at most half of a bucket of ${given.periodSeconds} s` };
}

/** Metrics as the plan has them; a load balancer counts by itself. */
export function metricsSpec(
  given: Given | undefined,
  router: RouterSpec,
  environment: string,
  service: string,
): MetricsSpec {
  switch (given?.kind) {
    case 'prometheus':
      return prometheusSpec(given);
    case 'cloudwatch': {
      const { latency, ...counts } = given;
      return { ...counts, ...(latency && { latency }) };
    }
    case 'envoy':
      return { ...given, ...meshOf(router) };
    case 'containerInsights': {
      const { cluster = environment, family = service } = given;
      return { ...given, cluster, family, ...meshOf(router) };
    }
    case 'loadBalancer':
    case undefined:
      if (router.kind !== 'alb') throw new TypeError(metricsProblem(given, router.kind)?.message);
      return { kind: 'loadBalancer', rule: router.rule, periodSeconds: given?.periodSeconds ?? 60 };
  }
}

function meshOf(router: RouterSpec): Pick<AppMeshSpec, 'mesh' | 'nodePrefix' | 'nodes' | 'protocol'> {
  if (router.kind !== 'appMesh') throw new TypeError(`${router.kind} is no mesh`);
  const { mesh, nodePrefix, nodes, protocol } = router;
  return { mesh, nodePrefix, protocol, ...(nodes && { nodes }) };
}
