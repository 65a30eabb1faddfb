import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { stepAfter } from '../../workflows/rollout/judge/ladder.ts';
import { stepsTaken } from '../../workflows/rollout/auto-steps.ts';
import type { Step } from '../../workflows/rollout/steps.ts';
import { nextTick } from './closed-loop.ts';
import { byPlan, planWatcher } from './plan-watcher.ts';

/** A step, and between which seconds after the canary's first traffic it has its weight. */
export interface Stay {
  readonly step: Step;
  readonly from: number;
  readonly to: number;
}

/**
 * How a rollout goes at the fastest: the canary is called a lot, nothing fails, and whoever is asked approves at once. Steps that the
 * traffic chooses are those for so many requests a second.
 */
export function bestCase(plan: RolloutPlan, firstDeployment: boolean, requestsPerSecond = 0): Stay[] {
  const { latencyBoundsMs: _, ...facts } = factsOf(plan.metrics);
  const { bucketSeconds, lagSeconds } = facts;
  const history = { buckets: [], total: CROWD };
  const watcher = planWatcher({
    ...byPlan(plan),
    facts,
    history,
    firstDeployment,
    requestsPerSecond,
    since: 0,
  });
  const steps = stepsTaken(plan, firstDeployment, { requestsPerSecond, facts });
  const stays: Stay[] = [];
  let [step] = steps;
  let from = 0;
  let read = 0;
  for (let now = 0; step && now <= plan.limits.rolloutSeconds;) {
    now = nextTick(now, facts, watcher);
    for (; read + bucketSeconds + lagSeconds <= now; read += bucketSeconds)
      watcher.take({ from: read, to: read + bucketSeconds, stable: CROWD, canary: CROWD }, step.weight);
    const wish = watcher.tick(now, step.weight);
    const isOver = wish.kind === 'promote' || (wish.kind === 'weight' && wish.weight !== step.weight);
    if (!isOver) continue;
    stays.push({ step, from, to: now });
    from = now;
    step = stepAfter(steps, step.weight);
  }
  return stays;
}

const CROWD = { requests: 1_000_000, errors: 0 };
