import type { AutoSteps } from './auto-steps.ts';
import type { EvidenceSpec } from './judge/evidence-config.ts';
import type { ThresholdSpec } from './judge/threshold-spec.ts';
import type { BalancedSpec, MeshedSpec } from './driver-spec.ts';
import type { EcsNativeSpec } from './ecs-native-spec.ts';
import type { LoadBalancerSpec, MeshMetricsSpec, OwnMetricsSpec, RevisionsSpec } from './metrics-spec.ts';
import type { NotificationChannel } from './notifications.ts';
import type { Step } from './steps.ts';

/** What a rollout will do, settled before it starts. Plain data: it is the workflow's whole input. */
export type RolloutPlan = Planned & Measured;

/** How versions get their traffic, and metrics that can tell of it. */
export type Measured =
  | { readonly driver: BalancedSpec; readonly metrics: LoadBalancerSpec | OwnMetricsSpec }
  | { readonly driver: MeshedSpec; readonly metrics: MeshMetricsSpec | OwnMetricsSpec }
  | { readonly driver: EcsNativeSpec; readonly metrics: RevisionsSpec | OwnMetricsSpec };

/** What a plan says whatever its driver. */
export interface Planned {
  /** Which form of file it was settled from, by whose names people are told what is wrong; our own unless given. */
  readonly form?: 'deployJson';
  readonly environment: string;
  readonly service: string;
  readonly version: Version;
  /** Who serves now, where the user says so; else the router tells, and a split makes it doubtful. */
  readonly stable?: string;
  /** In order; the last one has weight 100 and its bake is the final bake. */
  readonly steps: readonly Step[];
  /** Where the traffic chooses the steps before the last one, which then is the only one in `steps`: within what bounds. */
  readonly autoSteps?: AutoSteps;
  /** How long the old version is left as it is once the final bake has passed, before the commit. */
  readonly keepOldSeconds?: number;
  /** In place: weights (percent) of the service on its way back to all traffic, and how long each is watched. */
  readonly handBack?: readonly Step[];
  readonly judge: JudgeSpec;
  readonly onInconclusive: InconclusivePolicy;
  readonly onDrift: DriftPolicy;
  readonly ifRunning?: IfRunning;
  readonly notifications?: readonly NotificationChannel[];
  readonly limits: Limits;
  /** Whether Temporal knows the search attributes that rollouts are found by; the worker says so. */
  readonly searchable?: boolean;
  /** When the traffic is looked at again after the end, in seconds from there; the worker says so. */
  readonly lateLooks?: readonly number[];
  /** Who may command it, where the worker's policy names them; else anybody may. */
  readonly commanders?: readonly string[];
  /** By which keys commands are signed that prove who asks, where the worker's policy names them. */
  readonly signingKeys?: readonly string[];
}

/** One build of a service. `id` is its short commit hash, which also names what is made for it. */
export interface Version {
  readonly id: string;
  readonly image: string;
  /** What the image's name stood for when the rollout began; unknown outside of ECR. */
  readonly digest?: string;
}

/** The seed's rule: more than `threshold` errors of the canary within the window mean a bad version. */
export interface ErrorCountSpec {
  readonly kind: 'errorCount';
  readonly threshold: number;
  readonly windowSeconds: number;
}

export type JudgeSpec = ErrorCountSpec | ThresholdSpec | EvidenceSpec;

/** What happens when a step's extension is used up and the metrics still prove nothing. */
export type InconclusivePolicy = 'pause' | 'rollBack' | 'advance';

/** What happens when somebody else changes the weights while a rollout holds them. */
export type DriftPolicy = 'restore' | 'pause' | 'rollBack' | 'accept';

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
  /** How long is cleaned up, in all, once the traffic is where it belongs: what is left then is a warning. */
  readonly cleanUpSeconds: number;
  /** How long a version keeps running after its last traffic, so that requests under way can end. */
  readonly drainSeconds: number;
}
