import { z } from 'zod';
import type { EcsNativeSpec } from '../../workflows/rollout/ecs-native-spec.ts';
import type {
  LoadBalancerSpec,
  MeshMetricsSpec,
  OwnMetricsSpec,
  RevisionsSpec,
} from '../../workflows/rollout/metrics-spec.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { AlbSpec, AppMeshSpec } from '../../workflows/rollout/router-spec.ts';
import type { Refuse } from './problem.ts';
import { cloudWatch } from './rollout-cloud-watch.ts';
import { count, seconds, texts, word } from './rollout-fields.ts';
import { prometheus, prometheusSpec, isReadable, reading } from './rollout-prometheus.ts';

const HOUR = 3600;
const isPeriod = (seconds: number) => [1, 5, 10, 30].includes(seconds) || seconds % 60 === 0;
const port = count(1, 65_535, 'the port the service listens on');

const COUNT_AS_ERRORS = 'what counts as an error besides HTTP 5xx';

/** Where responses are counted by class. */
const everyClientError = z
  .literal('4xx', {
    error:
      'must be 4xx: these metrics know the class of a response alone; single codes are counted by envoy, or by queries of your own',
  })
  .describe(COUNT_AS_ERRORS)
  .exactOptional();

const CODES = 'must be 4xx, or a list of codes from 400 to 499';

/** Where they are counted by code as well. */
const clientErrors = z
  .union(
    [
      z.literal('4xx'),
      z
        .array(count(400, 499, 'a code of HTTP'))
        .min(1, CODES)
        .max(100, CODES),
    ],
    {
      error: CODES,
    },
  )
  .describe(COUNT_AS_ERRORS)
  .exactOptional();

/** Where the metrics are read. */
export const metrics = z.discriminatedUnion(
  'kind',
  [
    z.strictObject({
      kind: z.literal('loadBalancer'),
      periodSeconds: seconds(1, HOUR, 'length of a bucket in seconds; AWS publishes every 60')
        .refine(isPeriod, 'must be 1, 5, 10, 30 or whole minutes, as CloudWatch has periods')
        .default(60),
      countAsErrors: everyClientError,
    }),
    z.strictObject({
      kind: z.literal('containerInsights'),
      port,
      countAsErrors: everyClientError,
      periodSeconds: seconds(1, HOUR, 'seconds between two values of a metric')
        .refine(isPeriod, 'must be 1, 5, 10, 30 or whole minutes, as CloudWatch has periods')
        .default(60),
      cluster: word('default: the environment').optional(),
      family: z
        .union([word('the family'), texts('families by version')], {
          error: 'must be a family, or one for each version',
        })
        .optional()
        .describe("the task definitions' family, or one for each version; default: the service"),
    }),
    z.strictObject({ kind: z.literal('envoy'), port, countAsErrors: clientErrors, ...reading }),
    prometheus,
    cloudWatch,
  ],
  { error: 'must be of a kind: loadBalancer, containerInsights, envoy, prometheus or cloudwatch' },
);

type Given = z.output<typeof metrics>;

/** A load balancer counts by itself. */
export function balancedMetrics(
  given: Given | undefined,
  { kind, owner, rule, home }: AlbSpec,
  refuse: Refuse,
): LoadBalancerSpec | OwnMetricsSpec | undefined {
  if (given !== undefined && given.kind !== 'loadBalancer')
    return ownMetrics(given, `router ${kind}`, refuse);
  return { periodSeconds: 60, ...given, kind: 'loadBalancer', owner, rule, ...(home && { home }) };
}

/** A load balancer counts by itself here, too; ECS says which group is whose. */
export function nativeMetrics(
  given: Given | undefined,
  { cluster, service }: EcsNativeSpec,
  refuse: Refuse,
): RevisionsSpec | OwnMetricsSpec | undefined {
  if (given !== undefined && given.kind !== 'loadBalancer')
    return ownMetrics(given, 'driver ecsNative', refuse);
  return { periodSeconds: 60, ...given, kind: 'revisions', cluster, service };
}

/** The Envoys of a mesh count, and somebody has to collect what they do. */
export function meshedMetrics(
  given: Given | undefined,
  { kind, mesh, nodePrefix, nodes, protocol }: AppMeshSpec,
  { environment, service }: Owner,
  refuse: Refuse,
): MeshMetricsSpec | OwnMetricsSpec | undefined {
  const ofMesh = { mesh, nodePrefix, protocol, ...(nodes && { nodes }) };
  if (given && 'countAsErrors' in given && !protocol.startsWith('http'))
    return refuse(['metrics', 'countAsErrors'], `needs the protocol http or http2: ${protocol} has no 4xx`);
  if (given?.kind === 'envoy') return readable(given, refuse) && { ...given, ...ofMesh };
  if (given?.kind !== 'containerInsights') return ownMetrics(given, `router ${kind}`, refuse);
  const { cluster = environment, family = service } = given;
  return { ...given, cluster, family, ...ofMesh };
}

/** The user's own metrics tell of whatever splits the traffic; no others do. */
export function ownMetrics(
  given: Given | undefined,
  splits: string,
  refuse: Refuse,
): OwnMetricsSpec | undefined {
  switch (given?.kind) {
    case 'prometheus':
      return readable(given, refuse) && prometheusSpec(given);
    case 'cloudwatch': {
      const { latency, ...counts } = given;
      return { ...counts, ...(latency && { latency }) };
    }
    case undefined:
      return refuse(['metrics'], `with the ${splits}, say where they are`);
    case 'loadBalancer':
    case 'containerInsights':
    case 'envoy':
      return refuse(['metrics'], `${given.kind} knows nothing of what the ${splits} does`);
  }
}

const readable = (given: Parameters<typeof isReadable>[0], refuse: Refuse): true | undefined =>
  isReadable(given)
    ? true
    : refuse(['metrics', 'scrapeSeconds'], `must be at most half of a bucket of ${given.periodSeconds} s`);
