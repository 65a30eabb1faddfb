import type { EvidenceSpec } from './judge/evidence-config.ts';
import type { ThresholdSpec } from './judge/threshold-spec.ts';
import type { NodeNames } from './node-names.ts';
import type { NotificationChannel } from './notifications.ts';
import type { Step } from './steps.ts';

/** What a rollout will do, settled before it starts. Plain data: it is the workflow's whole input. */
export interface RolloutPlan {
  readonly environment: string;
  readonly service: string;
  readonly version: Version;
  /** Who serves now, where the user says so; else the router tells, and a split makes it doubtful. */
  readonly stable?: string;
  readonly router: RouterSpec;
  readonly provisioner: ProvisionerSpec;
  readonly metrics: MetricsSpec;
  /** In order; the last one has weight 100 and its bake is the final bake. */
  readonly steps: readonly Step[];
  readonly judge: JudgeSpec;
  readonly onInconclusive: InconclusivePolicy;
  readonly onDrift: DriftPolicy;
  readonly ifRunning?: IfRunning;
  readonly notifications?: readonly NotificationChannel[];
  readonly limits: Limits;
  /** Whether Temporal knows the search attributes that rollouts are found by; the worker says so. */
  readonly searchable?: boolean;
}

/** One build of a service. `id` is its short commit hash, which also names what is made for it. */
export interface Version {
  readonly id: string;
  readonly image: string;
  /** What the image's name stood for when the rollout began; unknown outside of ECR. */
  readonly digest?: string;
}

/** A route that is made and removed as needed; where `nodes` are given, one whose weights alone are written. */
export interface AppMeshSpec extends NodeNames {
  readonly kind: 'appMesh';
  readonly mesh: string;
  readonly virtualRouter: string;
  readonly route: string;
  readonly protocol: 'http' | 'http2' | 'grpc' | 'tcp';
}

/** A rule of a load balancer's listener: by ARN (a listener's means its default action), or by tags among a listener's rules. */
export type ListenerRule =
  { readonly arn: string } | { readonly listener: string; readonly tags: Readonly<Record<string, string>> };

/** A rule that forwards to two target groups, which take turns in being stable's and the canary's. */
export interface AlbSpec {
  readonly kind: 'alb';
  readonly rule: ListenerRule;
  /** Lets an ECS service that begins small grow with its weight. */
  readonly growth?: GrowthSpec;
}

/** Whose tasks grow, and the weights that are to come, so that they are there in time. */
export interface GrowthSpec extends EcsServices {
  readonly weights: readonly number[];
}
export type RouterSpec = AppMeshSpec | AlbSpec;

/** Tags, by key, of everything that is made for a version. */
export type Tags = Readonly<Record<string, string>>;

export interface CloudFormationSpec {
  readonly kind: 'cloudFormation';
  /** Stacks are named `<stackPrefix>-<version>`. */
  readonly stackPrefix: string;
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Given to CreateStack as they are: a template gets no power that the plan does not name. */
  readonly capabilities: readonly string[];
  readonly tags?: Tags;
}

/** Services of versions are named `<service>-<version>`; one named `<service>` alone was there before. */
export interface EcsServices {
  readonly cluster: string;
  readonly service: string;
}

/** A version is a copy of the serving ECS service with another image, behind the rule's idle target group. */
export interface EcsSpec extends EcsServices {
  readonly kind: 'ecs';
  readonly rule: ListenerRule;
  readonly image: string;
  /** Which container gets the image; the one behind the load balancer where left out. */
  readonly container?: string;
  /** Environment variables that the container gets in addition. */
  readonly environment: Readonly<Record<string, string>>;
  /** Tasks of the new version at first; as many as stable has where left out. */
  readonly tasks?: number;
  readonly tags?: Tags;
}

/** Versions that somebody else runs: Serin makes none and removes none. */
export interface GivenSpec {
  readonly kind: 'given';
  readonly cluster: string;
  /** ECS services by version: a version gets no traffic before its service is steady. */
  readonly services: Readonly<Record<string, string>>;
}
export type ProvisionerSpec = CloudFormationSpec | EcsSpec | GivenSpec;

export interface ContainerInsightsSpec extends NodeNames {
  readonly kind: 'containerInsights';
  readonly cluster: string;
  /** Family of the task definitions; by version where they have not one in common. */
  readonly family: string | Readonly<Record<string, string>>;
  readonly mesh: string;
  readonly protocol: AppMeshSpec['protocol'];
  readonly port: number;
  /** Width of one bucket: 60 unless the agent publishes at high resolution. */
  readonly periodSeconds: number;
}

/** How to read from a Prometheus server, in buckets of `periodSeconds`. */
export interface PrometheusReading {
  /** Its URL, without `/api/v1`. */
  readonly address: string;
  readonly periodSeconds: number;
  /** How often it scrapes; at most half of a bucket. */
  readonly scrapeSeconds: number;
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
export interface EnvoySpec extends PrometheusReading, NodeNames {
  readonly kind: 'envoy';
  readonly mesh: string;
  readonly protocol: AppMeshSpec['protocol'];
  readonly port: number;
}

/** The load balancer's own counts for each target group. */
export interface LoadBalancerSpec {
  readonly kind: 'loadBalancer';
  readonly rule: ListenerRule;
  /** Width of one bucket: 60, as load balancers publish, or a multiple of it. */
  readonly periodSeconds: number;
}

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
export type MetricsSpec =
  ContainerInsightsSpec | PrometheusSpec | EnvoySpec | LoadBalancerSpec | CloudWatchSpec;

/** The seed's rule: more than `threshold` 5xx of the canary within the window means a bad version. */
export interface ErrorCountSpec {
  readonly kind: 'errorCount';
  readonly threshold: number;
  readonly windowSeconds: number;
}
export type JudgeSpec = ErrorCountSpec | ThresholdSpec | EvidenceSpec;

/** What happens when a step's extension is used up and the metrics still prove nothing. */
export type InconclusivePolicy = 'pause' | 'rollBack' | 'advance';

/** What happens when somebody else changes the weights while a rollout holds them. */
export type DriftPolicy = 'restore' | 'pause' | 'rollBack';

/** What happens to a rollout that is started while another one of its service runs. */
export type IfRunning = 'refuse' | 'queue' | 'supersede';

/** Deadlines of every wait. */
export interface Limits {
  readonly readySeconds: number;
  /** How long a step may be extended, in all, while its verdict is inconclusive. */
  readonly extensionSeconds: number;
  /** How long a paused or held rollout waits for a person before it rolls back. */
  readonly holdSeconds: number;
  readonly rolloutSeconds: number;
  /** How long a version keeps running after its last traffic, so that requests under way can end. */
  readonly drainSeconds: number;
}
