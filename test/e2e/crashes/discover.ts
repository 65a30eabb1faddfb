import { MOMENTS } from '../lanes/boundary.ts';
import type { Lane } from '../lanes/lane.ts';
import { undisturbed, type Crash } from './crash.ts';

/** In place every boundary of the commit; else of a rollout that is promoted, and those of the way back of one that is not, as undisturbed ones have them. */
export async function discoverCrashes(lane: Lane): Promise<Crash[]> {
  if (lane.service.router === 'in-place') {
    const activities = await undisturbed(lane, 'inPlace');
    const commit = activities.slice(activities.findIndex((activity) => activity.startsWith('definitionOf')));
    return commit.flatMap((activity) =>
      MOMENTS.map((moment) => ({ story: 'inPlace', activity, moment }) as const),
    );
  }
  const [promoted, failing] =
    lane.service.router === 'ecs' ? (['ecsForward', 'ecsBack'] as const) : (['forward', 'back'] as const);
  const forward = await undisturbed(lane, promoted);
  const back = await undisturbed(lane, failing);
  // What the way back calls comes after the last verdict.
  const judged = back.findLastIndex((activity) => activity.startsWith('judgeStep'));
  return [
    ...forward.map((activity) => ({ story: promoted, activity })),
    ...back.slice(judged + 1).map((activity) => ({ story: failing, activity })),
  ].flatMap((each) => MOMENTS.map((moment) => ({ ...each, moment })));
}
