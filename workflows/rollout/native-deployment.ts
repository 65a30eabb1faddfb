import type { TrafficSplit } from './traffic-split.ts';

/** A service deployment of ECS, as one look found it. */
export interface NativeDeployment {
  readonly arn: string;
  /** IN_PROGRESS, SUCCESSFUL, ROLLBACK_SUCCESSFUL and so on. */
  readonly status: string;
  readonly reason?: string;
  /** Where ECS waits to be let on; undefined while it goes on by itself. */
  readonly pause?: NativePause;
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
  /** A deployment that is under way already; `isOwn` where its tags prove that a rollout of this service began it. */
  readonly underWay?: { readonly arn: string; readonly version: string; readonly isOwn: boolean };
  /** Its deployment configuration, in the words of ECS, to be put back at the end. */
  readonly configuration: object;
}

/** Whether nothing will become of a deployment any more. */
export const isOver = ({ status }: NativeDeployment): boolean =>
  ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'].includes(status);
