import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing } from '../fakes/world.ts';
import { runAlone } from './harness.ts';

it('a drain that is over by the end of the final bake is a timer all the same, since a replay may see another time', async () => {
  const { outcome, history } = await runAlone(
    worldServing('v1'),
    rolloutYaml({ finalBakeSeconds: 60, limits: { drainSeconds: 30 } }),
  );
  expect(outcome).toBe('promoted');
  const events = history.events ?? [];
  const scheduled = (name: string) =>
    events.findLastIndex(
      ({ activityTaskScheduledEventAttributes: each }) => each?.activityType?.name === name,
    );
  const between = events.slice(scheduled('judgeStep'), scheduled('commitVersion'));
  expect(between.filter((event) => event.timerFiredEventAttributes)).toHaveLength(1);
});
