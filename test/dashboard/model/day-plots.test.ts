import { settlePlan } from '../../../activities/plan/settle.ts';
import { playCanaries } from '../../../client/judge/simulate.ts';
import { meanOf } from '../../../client/plan/whole-hours.ts';
import { dayPlots } from '../../../dashboard/model/day-plots.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

const HOUR = 3600;

/** Eight quiet hours, then sixteen busy ones. */
const hours = Array.from({ length: 24 }, (_, i) => ({
  from: i * HOUR,
  to: (i + 1) * HOUR,
  requestsPerSecond: i < 8 ? 0.2 : 20,
}));

it('shows a day by its hours, and that it takes longer to find a bad version that begins in the quiet ones', () => {
  const settled = settlePlan(rolloutYaml({ judge: { kind: 'evidence' } }));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  const plan = settled.value;
  const played = playCanaries({
    plan,
    judge: plan.judge,
    requestsPerSecond: meanOf(hours),
    hourlyRequestsPerSecond: hours.map(({ requestsPerSecond }) => requestsPerSecond),
    baselineErrorRate: 0,
    canaryErrorRates: [0.1],
    runs: 12,
  });
  const [requests, minutes] = dayPlots(hours, played).map(({ plot }) => plot);
  expect(requests?.times.slice(7, 9)).toEqual([7.5 * HOUR, 8.5 * HOUR]);
  expect(requests?.lines[0]?.values.slice(7, 9)).toEqual([0.2, 20]);
  expect(minutes?.times[0]).toBe(HOUR);
  const found = minutes?.lines.find(({ label }) => label === '10 % fail: rolled back');
  const took = (from: number, to: number) =>
    minutes!.times.flatMap((at, i) => (at >= from * HOUR && at < to * HOUR ? (found?.values[i] ?? []) : []));
  expect(took(9, 23)).toHaveLength(7);
  expect(Math.min(...took(0, 6))).toBeGreaterThan(Math.max(...took(9, 23)));
});

it('shows nothing of a day that is not known', () => {
  expect(dayPlots([], [])).toEqual([]);
});
