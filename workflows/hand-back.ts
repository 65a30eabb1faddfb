import { orBackToCanary } from './back-to-canary.ts';
import { bake } from './bake.ts';
import type { Commands } from './commands.ts';
import type { Driver } from './driver.ts';
import { Inspector } from './inspector.ts';
import type { Progress } from './progress.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { weightIn } from './rollout/traffic-split.ts';

/**
 * Gives a service that runs the new version its traffic back in the plan's steps, each judged against the canary, which runs the same version
 * and has the rest. Answers why that is not to go on, as a sentence; then the canary has all traffic again.
 */
export async function handBackInSteps(
  plan: RolloutPlan,
  driver: Driver,
  progress: Progress,
  commands: Commands,
): Promise<string | undefined> {
  const { handBack = [], version } = plan;
  const { stable } = progress.status;
  if (handBack.length === 0 || stable === undefined || commands.promotion === 'all') return undefined;
  // A canary that has died has left it nobody to be judged against.
  if (weightIn(progress.status.wanted, version.id, stable) === 0) return undefined;
  const judged = { ...plan, version: { ...version, id: stable }, steps: [...handBack, ALL] };
  const inspector = new Inspector(judged, version.id, progress);
  try {
    return await orBackToCanary(plan, driver, progress, stable, async () => {
      for (const step of handBack) {
        progress.note(`${stable} gets ${step.weight} % of the traffic back`);
        await driver.goTo({ weight: 100 - step.weight, begins: () => inspector.weighs(step.weight) });
        const baking = inspector.startBaking(step);
        const ended = await bake(judged, driver, baking, inspector, progress, commands, BY_ITSELF);
        if (ended.kind === 'over') continue;
        progress.note('this execution has grown long: the rest of the traffic goes back in one write');
        break;
      }
    });
  } finally {
    // What was asked for by the way was about these steps.
    commands.weight = undefined;
    progress.status.paused = false;
  }
}

/** What comes after them, and is not judged any more. */
const ALL = { weight: 100, bakeSeconds: 1 };

/** Each of them is written by itself. */
const BY_ITSELF = () => undefined;
