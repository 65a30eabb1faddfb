import { afterLook, isDue, startBaking } from '../../workflows/rollout/baking.ts';
import { type PlannedSteps, stepsFrom, stepsTaken } from '../../workflows/rollout/auto-steps.ts';
import type { Leeway } from '../../workflows/rollout/decide.ts';
import { requestsPerSecondSeen } from '../../workflows/rollout/judge/evidence.ts';
import type { History } from '../../workflows/rollout/judge/baseline.ts';
import { type Bucket, requestsPerSecondOf } from '../../workflows/rollout/judge/bucket.ts';
import {
  firstLookAt,
  judge,
  looksAllTheTime,
  windowToRead,
  type JudgeMemory,
} from '../../workflows/rollout/judge/judge.ts';
import { stepAfter, stepAt } from '../../workflows/rollout/judge/ladder.ts';
import type { Facts, WeightChange } from '../../workflows/rollout/judge/situation.ts';
import { tasksGrow as growsTasks } from '../../workflows/rollout/growth.ts';
import type { JudgeSpec, RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { WatcherAnswer, Watcher } from './closed-loop.ts';

/** A rollout without a cloud: what its plan says, and what is known of its metrics. Times are epoch seconds. */
export interface Watched {
  readonly plan: PlannedSteps;
  readonly judge: JudgeSpec;
  readonly policy: Leeway;
  readonly facts: Facts;
  readonly history: History;
  /** What the service gets, where that is known better than by the metrics. */
  readonly requestsPerSecond?: number;
  readonly firstDeployment: boolean;
  /** Whether the canary gets more tasks with its weight. */
  readonly tasksGrow: boolean;
  /** When the canary gets its first traffic, and how much. */
  readonly since: number;
  readonly weight?: number;
}

/** What a whole plan says of it. */
export const byPlan = (plan: RolloutPlan): Pick<Watched, 'plan' | 'judge' | 'policy' | 'tasksGrow'> => ({
  plan,
  judge: plan.judge,
  policy: plan,
  tasksGrow: growsTasks(plan.driver.provisioner),
});

/** Says whether the judge ever found that nothing could be proven. */
export interface PlanWatcher extends Watcher {
  wasInconclusive(): boolean;
  /** The canary's weight when it gets its first traffic, in percent. */
  readonly firstWeight: number;
}

/** Watches as the workflow does, by the same judge and the same decisions; whoever is asked at a gate approves at once. */
export function planWatcher(watched: Watched): PlanWatcher {
  const { plan, judge: spec, policy, facts, history, firstDeployment, tasksGrow, since } = watched;
  let readable: Bucket[] = [];
  let memory: JudgeMemory = undefined;
  let seenUntil = since;
  let wasInconclusive = false;
  let end: WatcherAnswer | undefined;

  const traffic = () => ({
    requestsPerSecond:
      watched.requestsPerSecond ??
      (memory && requestsPerSecondSeen(memory)) ??
      requestsPerSecondOf(history.buckets),
    facts,
  });
  let steps = stepsTaken(plan, firstDeployment, traffic());
  const firstWeight = watched.weight ?? steps[0]?.weight ?? 100;
  const weights: WeightChange[] = [{ since, weight: firstWeight }];
  let asked = { at: since, weight: firstWeight };
  const bakeAt = (weight: number, from: number) =>
    startBaking(
      stepAt(steps, weight) ?? { weight, bakeSeconds: 0 },
      from,
      firstLookAt(spec, { steps, weights, firstDeployment, tasksGrow }, facts),
    );
  let baking = bakeAt(firstWeight, since);

  function look(now: number) {
    const situation = { steps, weights, firstDeployment, tasksGrow };
    const window = windowToRead(spec, situation, facts, memory, now);
    readable = readable.filter(({ to }) => to > window.from);
    const buckets = readable.filter(({ from }) => from >= window.from && from < window.to);
    const judged = judge(spec, situation, facts, { buckets, window, memory, history, now });
    memory = judged.memory;
    seenUntil = judged.verdict.window.to;
    return judged.verdict;
  }

  function act(now: number, weight: number): WatcherAnswer {
    const verdict = look(now);
    if (!isDue(baking, verdict, now)) return { kind: 'weight', weight };
    wasInconclusive ||= verdict.kind === 'inconclusive';
    const standing = { firstDeployment, paused: false, approved: true, now };
    const { action, baking: next } = afterLook(policy, baking, standing, verdict);
    baking = next;
    const { reason } = action;
    switch (action.kind) {
      case 'rollBack':
        return (end = { kind: 'rollBack', reason });
      case 'hold':
      case 'gate':
        return { kind: 'pause', reason };
      case 'wait':
      case 'extend':
        return { kind: 'weight', weight, reason };
      case 'advance': {
        steps = stepsFrom(plan, steps, weight, traffic());
        const step = stepAfter(steps, weight);
        if (!step) return (end = { kind: 'promote', reason });
        asked = { at: now, weight: step.weight };
        return { kind: 'weight', weight: step.weight, reason };
      }
    }
  }

  return {
    firstWeight,
    take(bucket) {
      readable.push(bucket);
    },
    tick(now, weight) {
      if (end) return end;
      if (weight !== weights.at(-1)?.weight) {
        const from = weight === asked.weight ? asked.at : now;
        weights.push({ since: from, weight, seenUntil });
        baking = bakeAt(weight, from);
      }
      const isLooked = looksAllTheTime(spec) || now >= baking.until;
      return isLooked ? act(now, weight) : { kind: 'weight', weight };
    },
    dueAt: () => baking.until,
    wasInconclusive: () => wasInconclusive,
  };
}
