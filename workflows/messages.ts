import { defineQuery, defineSignal } from '@temporalio/workflow';
import type { RolloutStatus } from './rollout/status.ts';

/** The workflow's type, as clients and the Temporal CLI name it. */
export const ROLLOUT_TYPE = 'canaryRollout';

/** The task queue that workers serve unless they are told otherwise. */
export const TASK_QUEUE = 'serin';

/** One rollout per service at a time: the id is the lock. */
export const rolloutId = (environment: string, service: string): string => `canary/${environment}/${service}`;

/** Who asks, and why. Repeating an `id` changes nothing. */
export interface CommandInput {
  readonly by?: string;
  readonly reason?: string;
  readonly id?: string;
}

export interface PromoteInput extends CommandInput {
  /** Only end the present bake, instead of going to 100 % and committing. */
  readonly step?: boolean;
}

export const pauseSignal = defineSignal<[CommandInput?]>('pause');
export const resumeSignal = defineSignal<[CommandInput?]>('resume');
export const promoteSignal = defineSignal<[PromoteInput?]>('promote');
export const abortSignal = defineSignal<[CommandInput?]>('abort');
export const statusQuery = defineQuery<RolloutStatus>('status');

/** What a promoted rollout returns. One that is not promoted fails with a failure of one of the types below. */
export interface RolloutResult {
  readonly outcome: 'promoted';
  readonly version: string;
  readonly number: number;
  readonly reason: string;
}

/** Types of the failure that ends a rollout which is not promoted. */
export const FAILURE = {
  invalidPlan: 'InvalidPlan',
  refused: 'Refused',
  rolledBack: 'RolledBack',
  aborted: 'Aborted',
} as const;
