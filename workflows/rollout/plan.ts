import type { EvidenceSpec } from './judge/evidence-config.ts';
import type { ThresholdSpec } from './judge/threshold-spec.ts';

/** What a rollout will do, settled before it starts. Plain data: it is the workflow's whole input. */
export interface RolloutPlan {
  readonly environment: string;
  readonly service: string;
  readonly version: Version;
  readonly router: RouterSpec;
  readonly provisioner: ProvisionerSpec;
  readonly metrics: MetricsSpec;
  /** In order; the last one has weight 100 and its bake is the final bake. */
  readonly steps: readonly Step[];
  readonly judge: JudgeSpec;
  readonly onInconclusive: InconclusivePolicy;
  readonly limits: Limits;
}

/** One build of a service. `id` is its short commit hash, which also names what is made for it. */
export interface Version {
  readonly id: string;
  readonly image: string;
}

/** Canary weight in percent of traffic, 1 to 100, and how long it is watched. */
export interface Step {
  readonly weight: number;
  readonly bakeSeconds: number;
}

export interface AppMeshSpec {
  readonly kind: 'appMesh';
  readonly mesh: string;
  readonly virtualRouter: string;
  readonly route: string;
  readonly protocol: 'http' | 'http2' | 'grpc' | 'tcp';
  /** Virtual nodes of versions are named `<nodePrefix>-<version>`. */
  readonly nodePrefix: string;
}
export type RouterSpec = AppMeshSpec;

export interface CloudFormationSpec {
  readonly kind: 'cloudFormation';
  /** Stacks are named `<stackPrefix>-<version>`. */
  readonly stackPrefix: string;
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** Given to CreateStack as they are: a template gets no power that the plan does not name. */
  readonly capabilities: readonly string[];
}
export type ProvisionerSpec = CloudFormationSpec;

export interface ContainerInsightsSpec {
  readonly kind: 'containerInsights';
  readonly cluster: string;
  readonly family: string;
  readonly mesh: string;
  readonly nodePrefix: string;
  readonly protocol: AppMeshSpec['protocol'];
  readonly port: number;
  /** Width of one bucket: 60 unless the agent publishes at high resolution. */
  readonly periodSeconds: number;
}
export type MetricsSpec = ContainerInsightsSpec;

/** The seed's rule: more than `threshold` 5xx of the canary within the window means a bad version. */
export interface ErrorCountSpec {
  readonly kind: 'errorCount';
  readonly threshold: number;
  readonly windowSeconds: number;
}
export type JudgeSpec = ErrorCountSpec | ThresholdSpec | EvidenceSpec;

/** What happens when a step's extension is used up and the metrics still prove nothing. */
export type InconclusivePolicy = 'pause' | 'rollBack' | 'advance';

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
