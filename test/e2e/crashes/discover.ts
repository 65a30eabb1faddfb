import { MOMENTS } from '../lanes/boundary.ts';
import type { Lane } from '../lanes/lane.ts';
import { undisturbed, type Crash } from './crash.ts';

/** Every boundary of a rollout that is promoted, and those of the way back of one that is not, as undisturbed ones have them. */
export async function discoverCrashes(lane: Lane): Promise<Crash[]> {
  const forward = await undisturbed(lane, 'forward');
  const back = await undisturbed(lane, 'back');
  // What the way back calls comes after the last verdict.
  const judged = back.findLastIndex((activity) => activity.startsWith('judgeStep'));
  return [
    ...forward.map((activity) => ({ story: 'forward', activity }) as const),
    ...back.slice(judged + 1).map((activity) => ({ story: 'back', activity }) as const),
  ].flatMap((each) => MOMENTS.map((moment) => ({ ...each, moment })));
}
