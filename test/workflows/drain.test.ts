import type { History } from '@temporalio/common/lib/proto-utils.js';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing } from '../fakes/world.ts';
import { runAlone } from './harness.ts';

/** Timers that fired between the last look at the metrics and the commit. */
function timersBeforeCommit({ events }: History): number {
  const all = events ?? [];
  const scheduled = (name: string) =>
    all.findLastIndex(({ activityTaskScheduledEventAttributes: each }) => each?.activityType?.name === name);
  const between = all.slice(scheduled('judgeStep'), scheduled('commitVersion'));
  return between.filter((event) => event.timerFiredEventAttributes).length;
}

const ofRollout = (finalBakeSeconds: number, drainSeconds: number) =>
  runAlone(worldServing('v1'), rolloutYaml({ finalBakeSeconds, limits: { drainSeconds } }));

it('a drain that a whole bake at 100 % has been longer than is no timer', async () => {
  const { outcome, history } = await ofRollout(60, 30);
  expect(outcome).toBe('promoted');
  expect(timersBeforeCommit(history)).toBe(0);
});

it('a drain that goes on after the final bake is a timer', async () => {
  const { outcome, history } = await ofRollout(60, 90);
  expect(outcome).toBe('promoted');
  expect(timersBeforeCommit(history)).toBe(1);
});
