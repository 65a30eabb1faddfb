import type { Cannot } from './command-name.ts';
import type { Action } from './decide.ts';
import type { JudgedBucket } from './judge/judged-bucket.ts';
import type { Verdict } from './judge/verdict.ts';
import type { MetricsSpec } from './metrics-spec.ts';
import type { Step } from './steps.ts';
import type { TrafficSplit } from './traffic-split.ts';

/** Where a rollout is, in the operator's words. */
export const PHASES = [
  'starting',
  'deploying',
  'baking',
  'committing',
  'rollingBack',
  'promoted',
  'rolledBack',
  'aborted',
  'refused',
  'reconciled',
] as const;
export type Phase = (typeof PHASES)[number];

/** One thing that happened; `at` is ISO time, `number` counts all events of the rollout from 1. */
export interface RolloutEvent {
  readonly number: number;
  readonly at: string;
  readonly what: string;
  /** How often it has happened in a row, if more than once, and when it did so last. */
  readonly times?: number;
  readonly latest?: string;
}

/** A verdict, when it was given, about which weight (percent), and what it led to. */
export type VerdictRecord = Verdict & {
  readonly at: string;
  readonly weight: number;
  readonly ledTo: Action['kind'];
};

/** A split that the router was seen to have, beside the one that it was to have. */
export interface WeightRecord {
  readonly at: string;
  readonly split: TrafficSplit;
  readonly wanted?: TrafficSplit;
}

/** What was waited for from a moment on, and until when at the most; ISO times. */
export interface Wait {
  readonly at: string;
  readonly what: string;
  readonly until: string | undefined;
}

/** What was asked of a rollout, by whom. */
export interface CommandRecord {
  readonly at: string;
  /** By its name, or such as "undo of v2", which started the rollout. */
  readonly command: string;
  readonly by: string;
  readonly reason: string;
  /** Why it was not followed, if it was not. */
  readonly refused?: string;
  /** What is known of `by` where a signature proves it; else it is a claim. */
  readonly verified?: Verified;
}

/** From where somebody who has logged in asked, and for which of their groups it was allowed. */
export interface Verified {
  readonly from: string;
  readonly groups: readonly string[];
}

/** What `status` answers: enough to say why a rollout does not move, what comes next and how it got here. */
export interface RolloutStatus {
  /** The run id of its first execution, which stays while a long rollout goes on in others. */
  readonly firstRunId: string;
  readonly environment: string;
  readonly service: string;
  readonly canary: string;
  /** Its name in splits: in place that of the service that stays. */
  readonly stable: string | undefined;
  /** In place: the version that stable ran when the rollout began. */
  readonly stableRuns?: string;
  readonly phase: Phase;
  readonly paused: boolean;
  /** Why it is paused where nobody asked for that, and what a resume does then. */
  readonly pausedFor?: string | undefined;
  /** Whether it waits for a person, paused or because nothing could be proven. */
  readonly held: boolean;
  /** Whether the pause holds a failed check, too. */
  readonly verdictHeld: boolean;
  /** Whether an abort leads back though it commits: until stable has the traffic again that another version is to run as. */
  readonly revocable?: boolean;
  /** Until when the old version is kept (ISO time), once the final bake has passed: an undo is weights alone until then. */
  readonly keptUntil?: string | undefined;
  /** What cannot be asked of it in any phase. */
  readonly cannot: Cannot;
  /** Who alone may command it, where the worker's policy names them. */
  readonly commanders?: readonly string[];
  /** By which keys commands are signed that prove who asks, where the worker's policy names them. */
  readonly signingKeys?: readonly string[];
  /** The steps that it takes, with their gates: on a first deployment only the plan's last. */
  readonly steps: readonly Step[];
  /** Whether the gate of the step under way has been opened. */
  readonly approved: boolean;
  /** The step under way, counted from 1. */
  readonly step:
    | { readonly number: number; readonly of: number; readonly weight: number; readonly bakeSeconds: number }
    | undefined;
  readonly wanted: TrafficSplit;
  readonly readBack: TrafficSplit;
  /** How many tasks could answer at the last look, of each version that had traffic then and whose tasks could be seen. */
  readonly healthyTasks: readonly { readonly version: string; readonly healthy: number }[];
  /** What it waits for, as a sentence, and until when at the most (ISO time). */
  readonly waitsFor: { readonly what: string; readonly until: string | undefined } | undefined;
  /** Whose metrics are read, and by which queries; undefined until the plan is checked. */
  readonly metrics: MetricsSpec | undefined;
  /** What was waited for, in order; `until` as it was known last. */
  readonly waits: readonly Wait[];
  /** What the judge has seen of both versions, in units: the latest, oldest first. */
  readonly buckets: readonly JudgedBucket[];
  /** The latest verdicts, oldest first. */
  readonly verdicts: readonly VerdictRecord[];
  readonly commands: readonly CommandRecord[];
  /** Every split that was read back from the router, in order, beside the one that was wanted. */
  readonly weights: readonly WeightRecord[];
  readonly events: readonly RolloutEvent[];
  /** What is left to be cleaned up, and why, as sentences: the next rollout does, or `reconcile`. */
  readonly warnings: readonly string[];
  /** How it ended. */
  readonly outcome: Outcome | undefined;
}

export interface Outcome {
  readonly kind: 'promoted' | 'rolledBack' | 'aborted' | 'refused' | 'reconciled';
  readonly reason: string;
}

/** What stable is called among people: in place by the version that it runs, since its name tells none. */
export const stableVersion = ({
  stable,
  stableRuns,
}: Pick<RolloutStatus, 'stable' | 'stableRuns'>): string | undefined => stableRuns ?? stable;
