import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { CommandInput } from './rollout/command.ts';
import type { Owner } from './rollout/owner.ts';
import type { RolloutStatus } from './rollout/status.ts';

/** The workflow's type, as clients and the Temporal CLI name it. */
export const ROLLOUT_TYPE = 'canaryRollout';

/** What Temporal keeps beside a rollout that takes over a deployment of ECS: the ARN of that. */
export const adoptionMemo = (deployment: string) => ({ adopts: deployment });

/** The ARN of the deployment that a rollout with this memo takes over; undefined where a worker has not started it. */
export const adoptedBy = (memo: Readonly<Record<string, unknown>> | undefined): string | undefined =>
  typeof memo?.['adopts'] === 'string' ? memo['adopts'] : undefined;

/** The task queue that workers serve unless they are told otherwise. */
export const TASK_QUEUE = 'serin';

/** By which name a rollout's memo says who started it. */
export const STARTED_BY = 'startedBy';
/** By which name it says who wanted it as an undo, and why. */
export const UNDOES = 'undoes';
/** By which name it says where its version's commit can be seen. */
export const COMMIT = 'commit';

/** One rollout per service at a time: the id is the lock. */
export const rolloutId = (environment: string, service: string): string => `canary/${environment}/${service}`;

/** Whose rollout an id is of; undefined when it is no rollout's. */
export function rolloutOwner(id: string): Owner | undefined {
  const [, environment, service] = /^canary\/([^/]+)\/([^/]+)$/.exec(id) ?? [];
  return environment === undefined || service === undefined ? undefined : { environment, service };
}

/** A signal is durable, whether a worker is there or not; it cannot answer. */
export const SIGNALS = ['pause', 'resume', 'promote', 'abort', 'approve'] as const;
export const commandSignal = (name: (typeof SIGNALS)[number]) => defineSignal<[CommandInput?]>(name);

/** An update answers with the new state, or is refused with the reason. */
export const UPDATES = ['pause', 'resume', 'promote', 'abort', 'setWeight', 'approve'] as const;
export const commandUpdate = (name: (typeof UPDATES)[number]) =>
  defineUpdate<CommandAnswer, [CommandInput]>(name);

/** What is the case once a command has been taken. */
export type CommandAnswer = Pick<
  RolloutStatus,
  'phase' | 'paused' | 'held' | 'step' | 'readBack' | 'waitsFor'
>;

export const statusQuery = defineQuery<RolloutStatus>('status');

/** Tells one channel of one thing that happened to a rollout, which is its parent. */
export const NOTIFICATION_TYPE = 'notification';

/** In which thread a channel is told of a rollout, by the run id that its first execution had. */
export interface Threaded {
  readonly run: string;
  readonly channel: string;
  readonly thread: string;
}
export const threadSignal = defineSignal<[Threaded]>('thread');

/** A rollout that waits for the service to be free; one queue per service. */
export const QUEUE_TYPE = 'queuedRollout';
export const queueId = (rollout: string): string => rollout.replace(/^canary/, 'queue');
/** The rollouts' id that a queue is for, by the queue's own; undefined when it is no queue's. */
export const queuesFor = (queue: string): string | undefined =>
  /^queue\/./.test(queue) ? queue.replace(/^queue/, 'canary') : undefined;

/** A deployment file's content that waits for its turn. */
export interface Enqueued {
  readonly file: unknown;
  readonly version: string;
  readonly by: string;
  /** Whether the running rollout has to give way. */
  readonly supersedes: boolean;
  /** Where its version's commit can be seen. */
  readonly commit?: string;
}

/** What a queue has started. */
export interface Released {
  readonly version: string;
  readonly runId: string;
}
export const enqueueSignal = defineSignal<[Enqueued]>('enqueue');
/** Takes a version out of the queue, if it still waits there. */
export const withdrawSignal = defineSignal<[string]>('withdraw');

/** The newest that waits, if one does, and the latest that were started. */
export interface Queue {
  readonly waiting: Enqueued | undefined;
  readonly released: readonly Released[];
}
export const queuedQuery = defineQuery<Queue>('queued');

/** Holds what a rollout changes, so that no other one changes it meanwhile, whichever service it names. */
export const LOCK_TYPE = 'trafficLock';
export const lockId = (changed: string): string => `traffic/${changed}`;
export const releaseSignal = defineSignal('release');

/** Looks at the traffic again some minutes after a rollout, which is its parent. */
export const LATE_LOOK_TYPE = 'lateLook';
export const lateLookId = (rollout: string, runId: string): string =>
  `${rollout.replace(/^canary/, 'look')}/${runId}`;

/** For whose service a rollout, or a look after one, works; undefined for any other id. */
export function ownerOf(id: string): Owner | undefined {
  const [, rollout] = /^look(\/[^/]+\/[^/]+)\/[^/]+$/.exec(id) ?? [];
  return rolloutOwner(rollout === undefined ? id : `canary${rollout}`);
}

/** Mends what a dead rollout left of a service. */
export const RECONCILE_TYPE = 'reconcileService';

/** Who serves now, and what was done for it. */
export interface ReconcileResult {
  readonly stable: string | undefined;
  readonly reason: string;
}

/** A version that another one has taken the place of. */
export interface ReplacedVersion {
  readonly version: string;
  /** Where it ran a task definition that can be run again: its ARN, and the image of that. */
  readonly definition?: string;
  readonly image?: string;
}

/** What a promoted rollout returns. One that is not promoted fails with a failure of one of the types below. */
export interface RolloutResult {
  readonly outcome: 'promoted';
  readonly version: string;
  /** How many deployments the service has had; unknown where that could not be recorded. */
  readonly number?: number | undefined;
  readonly reason: string;
  /** What it took the place of; nothing on a first deployment. */
  readonly replaced?: ReplacedVersion | undefined;
  /** What is left to be cleaned up, and why. A rollout that is not promoted says it in its failure's details. */
  readonly warnings: readonly string[];
}

/** Types of the failure that ends a rollout which is not promoted, and of a refused command. */
export const FAILURE = {
  invalidPlan: 'InvalidPlan',
  refused: 'Refused',
  rolledBack: 'RolledBack',
  aborted: 'Aborted',
  commandRefused: 'CommandRefused',
} as const;
