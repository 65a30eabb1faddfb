import type { TrafficSplit } from './traffic-split.ts';

/** A service deployment of ECS, as one look found it. */
export interface NativeDeployment {
  readonly arn: string;
  /** IN_PROGRESS, SUCCESSFUL, ROLLBACK_SUCCESSFUL and so on. */
  readonly status: string;
  readonly reason?: string;
  /** Where ECS waits to be let on; undefined while it goes on by itself. */
  readonly pause?: NativePause;
  /** A stage before any traffic at which ECS waits for others, by a hook of theirs. */
  readonly waitsForOthersAt?: string;
  /** Who gets how much, as ECS says. */
  readonly split: TrafficSplit;
}

/** A pause of a deployment: ECS goes back by itself when it expires, at an ISO 8601 time. */
export interface NativePause {
  readonly hook: string;
  readonly expiresAt?: string;
}

/** A service before a rollout of it. */
export interface NativeService {
  /** The version that serves. */
  readonly stable: string;
  readonly underWay?: NativeUnderWay;
  /** Its own deployment configuration, in the words of ECS, to be put back at the end. */
  readonly configuration: object;
  /** How many tasks it is to have, and what they run on, as ECS calls it: as many more run during a deployment. */
  readonly tasks: number;
  readonly launchType: string;
  /** Whether it has that of a dead rollout instead. */
  readonly isChanged?: true;
}

/** A deployment that is under way before a rollout. */
export interface NativeUnderWay {
  readonly arn: string;
  readonly version: string;
  /** What it gives that version already, in percent. */
  readonly weight: number;
  /** Whether its tags prove that a rollout of this service began it. */
  readonly isOwn: boolean;
  /** What keeps a rollout from taking it over, each a sentence about the service. */
  readonly refusals: readonly string[];
}

/** Whether nothing will become of a deployment any more. */
export const isOver = ({ status }: NativeDeployment): boolean =>
  ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'].includes(status);
