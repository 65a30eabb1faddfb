import { CancellationScope, isCancellation, sleep } from '@temporalio/workflow';
import { announce } from './announce.ts';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { sameTraffic } from './rollout/traffic-split.ts';
import { countStuck } from './counters.ts';

/** Traffic is where it belongs within seconds; while it is not, callers may fail. */
const TRAFFIC_SECONDS = 60;

/** AWS stops tasks and deletes stacks within minutes. */
export const REST_SECONDS = 900;

/** How often people are told again. */
const AGAIN_SECONDS = 3600;

/**
 * Goes through what never gives up, and tells people when it takes longer than its time: a minute for the traffic, a
 * quarter of an hour and the drain for the rest.
 */
export async function tellingWhenStuck<T>(
  plan: RolloutPlan,
  progress: Progress,
  body: () => Promise<T>,
): Promise<T> {
  const watch = new CancellationScope();
  const watching = watch
    .run(() => tellFromTimeToTime(plan, progress))
    .catch((error: unknown) => {
      if (!isCancellation(error)) throw error;
    });
  try {
    return await body();
  } finally {
    watch.cancel();
    await watching;
  }
}

async function tellFromTimeToTime(plan: RolloutPlan, progress: Progress): Promise<never> {
  const restSeconds = REST_SECONDS + plan.limits.drainSeconds;
  await sleep(TRAFFIC_SECONDS * 1000);
  let told = 0;
  const { status } = progress;
  if (!sameTraffic(status.wanted, status.readBack)) await tell(plan, progress, TRAFFIC_SECONDS, told++);
  for (let seconds = restSeconds, next = restSeconds - TRAFFIC_SECONDS; ;) {
    await sleep(next * 1000);
    await tell(plan, progress, seconds, told++);
    next = AGAIN_SECONDS;
    seconds += next;
  }
}

async function tell(plan: RolloutPlan, progress: Progress, seconds: number, told: number): Promise<void> {
  const { phase, waitsFor } = progress.status;
  const reason = `for ${Math.round(seconds / 60)} min it has been waiting for ${waitsFor?.what ?? 'nothing'}; Serin keeps trying`;
  progress.note(`stuck: ${reason}`);
  countStuck(phase);
  await announce(plan, progress, 'stuck', reason, `${phase}-${told}`);
}
