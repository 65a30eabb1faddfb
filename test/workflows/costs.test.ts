import { activitiesIn, costOf, sumOf } from '../../bench/actions/count.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing } from '../fakes/world.ts';
import { runAlone } from './harness.ts';

it('ten steps take an activity and a timer each on Temporal, and few things beside them', async () => {
  const steps = Array.from({ length: 9 }, (_, i) => ({ weight: 10 * (i + 1), bakeSeconds: 60 }));
  const { outcome, history } = await runAlone(worldServing('v1'), rolloutYaml({ steps }));
  expect(outcome).toBe('promoted');
  expect(activitiesIn(history)).toEqual([
    ['judgeStep', 10],
    ['beginRollout', 1],
    ['createVersion', 1],
    ['awaitReady', 1],
    ['shiftTraffic', 1],
    ['commitVersion', 1],
  ]);
  // Besides there are three writes of Temporal's list and the look after the end: four actions, and eight events.
  const cost = costOf(history, 0);
  expect(sumOf(cost)).toBeLessThanOrEqual(28);
  expect(cost.events).toBeLessThanOrEqual(152);
});
