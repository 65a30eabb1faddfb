import { play } from '../../../client/simulation/closed-loop.ts';
import { byPlan, planWatcher } from '../../../client/simulation/plan-watcher.ts';
import { seeded } from '../../../client/simulation/random.ts';
import { drawHistory, type Conditions } from '../../../client/simulation/traffic.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { FACTS, trafficOf } from './canaries.ts';

/** The weights that a canary gets under a plan: [seconds, percent], the last of which is 0 where it was rolled back. */
export function weightsOf(
  plan: RolloutPlan,
  canary: Conditions,
  seconds: number,
  seed: number,
): [number, number][] {
  const random = seeded(seed);
  const traffic = trafficOf(canary);
  const history = drawHistory(random, traffic, FACTS.bucketSeconds);
  const watcher = planWatcher({ ...byPlan(plan), facts: FACTS, history, firstDeployment: false, since: 0 });
  const { firstWeight } = watcher;
  const weights: [number, number][] = [[0, firstWeight]];
  const watched = {
    ...watcher,
    tick(now: number, weight: number) {
      const wanted = watcher.tick(now, weight);
      if (wanted.kind === 'weight' && wanted.weight !== weight) weights.push([now, wanted.weight]);
      return wanted;
    },
  };
  const loop = { traffic, ...FACTS, firstWeight, since: 0, longestSeconds: seconds };
  const course = play(random, loop, watched);
  const last = weights.at(-1)?.[1] ?? 0;
  return [...weights, [course.seconds, course.end === 'rollBack' ? 0 : last]];
}
