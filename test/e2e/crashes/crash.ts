import type { WorkflowHandle } from '@temporalio/client';
import type { RolloutStatus } from '../../../workflows/rollout/status.ts';
import { patiently } from '../patiently.ts';
import { routeWrites, type Call } from '../journal.ts';
import type { Boundary } from '../lanes/boundary.ts';
import type { Lane } from '../lanes/lane.ts';
import { takenUpSeconds } from '../taken-up.ts';

/**
 * A rollout that is promoted, one of a version that fails, which is rolled back, one that is promoted in place, and the first two where ECS
 * itself shifts the traffic.
 */
export const STORIES = ['forward', 'back', 'inPlace', 'ecsForward', 'ecsBack'] as const;
export type Story = (typeof STORIES)[number];

/** The death of a story's worker. */
export interface Crash extends Boundary {
  readonly story: Story;
}

/** What became of the rollout. */
export interface CrashResult extends Crash {
  readonly outcome: string;
  /** From the moment the next worker served to the first task that one took up. */
  readonly resumedSeconds: number;
  readonly wrongs: readonly string[];
}

/**
 * The weights of each story, whatever happens to its worker: as it writes them on the route, which is not there in place; where ECS writes
 * them, those of the canary that the rollout sees.
 */
const WEIGHTS: Readonly<Record<Story, readonly string[]>> = {
  inPlace: [],
  forward: ['stable 50, canary 50', 'stable 0, canary 100', 'canary 100'],
  back: ['stable 50, canary 50', 'stable 100, canary 0', 'stable 100'],
  ecsForward: ['canary 0', 'canary 50', 'canary 100'],
  ecsBack: ['canary 0', 'canary 50', 'canary 0'],
};

let rollouts = 0;

/** Runs a story to its end without a crash, and answers the activities that it calls, in order. */
export async function undisturbed(lane: Lane, story: Story): Promise<string[]> {
  await lane.startWorker();
  const { handle, end } = await begin(lane, story);
  const { wrongs } = await end();
  if (wrongs.length > 0) throw new Error(wrongs.join('; '));
  const { events } = await handle.fetchHistory();
  return (events ?? []).flatMap(
    ({ activityTaskScheduledEventAttributes: scheduled }) => scheduled?.activityId ?? [],
  );
}

/** Runs a story whose worker dies at a boundary and is started again at once. */
export async function crash(lane: Lane, { story, ...boundary }: Crash): Promise<CrashResult> {
  const mortal = await lane.startWorker(boundary);
  const { handle, end } = await begin(lane, story);
  if (boundary.moment === 'scheduled') {
    await patiently(() => waits(handle, boundary.activity));
    await mortal.kill('SIGKILL');
  } else await mortal.died;

  await lane.startWorker();
  const served = Date.now();
  const { outcome, wrongs } = await end();
  return { story, ...boundary, outcome, resumedSeconds: await takenUpSeconds(handle, served), wrongs };
}

async function begin(lane: Lane, story: Story) {
  const before = await lane.latestCall();
  const version = lane.build(`crash ${++rollouts}`, {}, story === 'back' || story === 'ecsBack');
  const handle = await lane.start(version);
  const end = async () => {
    const { status } = await patiently(async () => {
      const view = await lane.view();
      return view?.running === false && view;
    });
    const moved =
      lane.service.router === 'ecs'
        ? seenWeights(status, version.sha)
        : writtenWeights(lane, await lane.callsSince(before), version.sha);
    const weights = moved.filter((weight, i) => weight !== moved[i - 1]);
    const asUsual = weights.join() === WEIGHTS[story].join();
    const wrongs = [
      ...(await lane.service.findWrongs(true)),
      ...(asUsual ? [] : [`weights: ${weights.join('; ')}`]),
    ];
    return { outcome: status.outcome?.kind ?? 'none', wrongs };
  };
  return { handle, end };
}

const writtenWeights = ({ name }: Lane, calls: readonly Call[], canary: string): string[] =>
  routeWrites(calls, name).map(({ split }) =>
    split.replace(canary, 'canary').replace(/\b[0-9a-f]{8}\b/, 'stable'),
  );

const seenWeights = ({ weights }: RolloutStatus, canary: string): string[] =>
  weights.map(({ split }) => `canary ${split.find(({ version }) => version === canary)?.weight ?? 0}`);

/** Whether an activity is in its queue, and nobody has picked it up. */
async function waits(handle: WorkflowHandle, activity: string): Promise<boolean> {
  const { raw } = await handle.describe();
  return (raw.pendingActivities ?? []).some(
    ({ activityId, lastStartedTime }) => activityId === activity && !lastStartedTime,
  );
}
