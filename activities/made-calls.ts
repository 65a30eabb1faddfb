import type { Parts } from './rehearsal/rehearsed.ts';

/** A call that changes something in AWS, as an activity made it; `service` is named as in IAM's actions. */
export interface MadeCall {
  /** When AWS has answered; ISO time. */
  readonly at: string;
  readonly service: string;
  readonly action: string;
  /** What tells a person which object it changes and how; nothing secret. */
  readonly told: Parts;
  /** AWS's name for why it was refused, if it was. */
  readonly error?: string;
}

/** An activity that has changed something in AWS, or failed to. */
export interface Act {
  readonly activity: string;
  /** When the rollout asked for it; ISO time. */
  readonly at: string;
  readonly attempts: number;
  /** What its last attempt wrote. Where that failed, only AWS's own log tells. */
  readonly calls: readonly MadeCall[];
  /** Why the attempt before the last failed, or the last one itself. */
  readonly failure?: string;
}

/** Metadata of an activity's answer under which the calls stand that it took. */
export const MADE_CALLS = 'aws-calls';
