import type { JudgeSpec, RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { Recorded } from './recorded.ts';
import type { WatcherAnswer } from '../simulation/closed-loop.ts';
import { byPlan, planWatcher } from '../simulation/plan-watcher.ts';

/** What the plan would have wished for, from a moment on; `seconds` counts from the first bucket. */
export interface Turn {
  readonly seconds: number;
  /** The canary's weight in the record, in percent. */
  readonly weight: number;
  readonly wish: WatcherAnswer;
}

/**
 * Puts recorded buckets before the plan's judge, each as if it had just become readable. The weights stay
 * those of the record, so this tells what would have been decided on that evidence. One entry for each change.
 */
export function replay(
  plan: RolloutPlan,
  judge: JudgeSpec,
  { buckets, history, latencyBoundsMs, firstDeployment, lagSeconds: recordedLag = 0 }: Recorded,
  lagSeconds = recordedLag,
): Turn[] {
  const weighed = buckets.filter(({ weight }) => weight > 0);
  const [first] = weighed;
  if (!first) return [];
  const begin = first.bucket.from;
  const watcher = planWatcher({
    ...byPlan(plan),
    judge,
    facts: {
      bucketSeconds: first.bucket.to - begin,
      lagSeconds,
      ...(latencyBoundsMs && { latencyBoundsMs }),
    },
    history,
    firstDeployment,
    since: 0,
    weight: first.weight,
  });
  const turns: Turn[] = [];
  for (const { bucket, weight } of weighed) {
    const [from, to] = [bucket.from - begin, bucket.to - begin];
    watcher.take({ ...bucket, from, to }, weight);
    const seconds = to + lagSeconds;
    const wish = watcher.tick(seconds, weight);
    if (!sameWish(turns.at(-1)?.wish, wish)) turns.push({ seconds, weight, wish });
    if (wish.kind !== 'weight') break;
  }
  return turns;
}

const sameWish = (a: WatcherAnswer | undefined, b: WatcherAnswer): boolean =>
  a?.kind === 'weight' && b.kind === 'weight' && a.weight === b.weight;

/** The turns of a replay, one line each. */
export const describeReplay = (turns: readonly Turn[]): string =>
  turns
    .map(
      ({ seconds, weight, wish }) => `${`${seconds} s`.padStart(8)}  at ${weight} %: ${describeWish(wish)}`,
    )
    .join('\n');

function describeWish(wish: WatcherAnswer): string {
  const because = wish.reason ? `: ${wish.reason}` : '';
  switch (wish.kind) {
    case 'weight':
      return `${wish.weight} %${because}`;
    case 'rollBack':
      return `roll back${because}`;
    case 'promote':
      return `promote${because}`;
    case 'pause':
      return `wait for a person${because}`;
  }
}
