import { condition, workflowInfo } from '@temporalio/workflow';
import { hasEnded } from './bake.ts';
import type { Commands } from './commands.ts';
import { mendDrift } from './drift.ts';
import type { Driver } from './driver.ts';
import { withMoment } from './moment.ts';
import { isoTime, nowSeconds, type Progress } from './progress.ts';
import type { Baking } from './rollout/baking.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import { mustServe } from './serving.ts';

/** How often weights and tasks are looked after meanwhile. */
const LOOK_SECONDS = 60;

/**
 * Leaves the old version as it is for a time once the final bake has passed, so that an undo is weights alone. Nothing is judged any more,
 * but it is looked after the weights, and after who could answer. Returns at the end of that time, unless somebody has paused, or when an
 * operator promotes or wants another weight. Answers the bake that is left when this execution has grown too long for it.
 */
export async function keepOld(
  plan: RolloutPlan,
  driver: Driver,
  baked: Baking,
  progress: Progress,
  commands: Commands,
): Promise<Baking | undefined> {
  const { status } = progress;
  const { keepOldSeconds = 0 } = plan;
  if (keepOldSeconds === 0 || baked.step.weight < 100 || status.stable === undefined) return undefined;
  if (hasEnded(commands)) return undefined;
  const keptUntil = baked.keptUntil ?? nowSeconds() + keepOldSeconds;
  if (baked.keptUntil === undefined)
    progress.note(`${plan.version.id} has passed; ${status.stable} is kept for ${keepOldSeconds} s`);
  status.keptUntil = isoTime(keptUntil);
  progress.waitFor(`${status.stable} to have been kept for ${keepOldSeconds} s`, keptUntil);
  try {
    return await withMoment(keptUntil, async (isOver) => {
      while (!hasEnded(commands)) {
        if (workflowInfo().continueAsNewSuggested) return { ...baked, keptUntil };
        if (isOver() && !status.paused) return undefined;
        await lookLater(isOver);
      }
      return undefined;
    });
  } finally {
    status.keptUntil = undefined;
  }

  async function lookLater(isOver: () => boolean): Promise<void> {
    const { resumes } = commands;
    const isResumed = () => commands.resumes > resumes;
    const wasOver = isOver();
    const isNews = () => hasEnded(commands) || isResumed() || isOver() !== wasOver;
    await condition(isNews, LOOK_SECONDS * 1000);
    if (hasEnded(commands)) return;
    if (isResumed()) await driver.restore();
    await mendDrift(plan, driver, progress, commands);
    if (!hasEnded(commands)) await mustServe(driver, progress);
  }
}
