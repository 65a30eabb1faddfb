import type { CloudWatchSpec } from './cloud-watch-spec.ts';
import type { NodeNames } from './node-names.ts';
import type { Balanced } from './listener-rule.ts';
import type { EcsServices } from './provisioner-spec.ts';
import type { AppMeshSpec } from './router-spec.ts';

/** What is an error beside HTTP's 5xx, where responses are counted by class: nothing unless given, since a 4xx is the caller's doing. */
interface CountedByClass {
  readonly countAsErrors?: '4xx';
}

/** The same where they are counted by code as well: every 4xx, or these. */
interface CountedByCode {
  readonly countAsErrors?: '4xx' | readonly number[];
}

export type ContainerInsightsSpec = NodeNames &
  CountedByClass & {
    readonly kind: 'containerInsights';
    readonly cluster: string;
    /** Family of the task definitions; by version where they have not one in common. */
    readonly family: string | Readonly<Record<string, string>>;
    readonly mesh: string;
    readonly protocol: AppMeshSpec['protocol'];
    readonly port: number;
    /** Width of one bucket: 60 unless the agent publishes at high resolution. */
    readonly periodSeconds: number;
  };

/** How to read from a Prometheus server, in buckets of `periodSeconds`. */
export interface PrometheusReading {
  /** Its URL, without `/api/v1`. */
  readonly address: string;
  readonly periodSeconds: number;
  /** How often it scrapes; at most half of a bucket. */
  readonly scrapeSeconds: number;
  /** A label by which requests are told apart, such as an endpoint's or a zone's: like is compared with like. */
  readonly strata?: string;
}

/**
 * Any Prometheus server, asked in the user's words. Queries are PromQL in which `{{version}}` stands for the version
 * and `{{window}}` for the range of a `rate()`; each answers events per second, in one series or in more to be summed.
 */
export interface PrometheusSpec extends PrometheusReading {
  readonly kind: 'prometheus';
  readonly own: CountQueries;
  /** What the version's callers counted, for a version that cannot count any more. */
  readonly callers?: CountQueries;
  readonly latency?: LatencyQuery;
}

export interface CountQueries {
  readonly requests: string;
  readonly errors: string;
}

/** A histogram's buckets by `le`, which is in this unit; its bounds, ascending, without `+Inf`. */
export interface LatencyQuery {
  readonly query: string;
  readonly unit: 'ms' | 's';
  readonly boundsMs: readonly number[];
}

/** A Prometheus server that scrapes the Envoys of a mesh. */
export type EnvoySpec = PrometheusReading &
  CountedByCode &
  NodeNames & {
    readonly kind: 'envoy';
    readonly mesh: string;
    readonly protocol: AppMeshSpec['protocol'];
    readonly port: number;
  };

/** The load balancer's own counts for each target group. */
export interface LoadBalancerSpec extends Balanced, CountedByClass {
  readonly kind: 'loadBalancer';
  /** Width of one bucket: 60, as load balancers publish, or a multiple of it. */
  readonly periodSeconds: number;
}

/** The same counts, where ECS says which target group serves which revision of a service. */
export interface RevisionsSpec extends EcsServices, CountedByClass {
  readonly kind: 'revisions';
  readonly periodSeconds: number;
}

/** Metrics of the user's own, whatever splits the traffic. */
export type OwnMetricsSpec = PrometheusSpec | CloudWatchSpec;

/** Metrics that come with a mesh. */
export type MeshMetricsSpec = ContainerInsightsSpec | EnvoySpec;

export type MetricsSpec = OwnMetricsSpec | MeshMetricsSpec | LoadBalancerSpec | RevisionsSpec;
