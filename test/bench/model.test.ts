import { readFileSync } from 'node:fs';
import { demandOf } from '../../bench/model/model.ts';
import { FLEET, modelTable, RATES } from '../../bench/model/table.ts';

it("the page on scale has the model's table", () => {
  expect(readFileSync('docs/scale.md', 'utf8')).toContain(modelTable());
});

it('as many rollouts are in flight as begin while one lasts', () => {
  const { inFlight, rolloutsPerDay } = demandOf({ ...FLEET, services: 86_400, peak: 1 }, RATES);
  expect(rolloutsPerDay).toBe(86_400);
  expect(inFlight).toBe(FLEET.bakeSeconds);
});

it('ten times the services take ten times the actions, money and cores', () => {
  const [small, large] = [1000, 10_000].map((services) => demandOf({ ...FLEET, services }, RATES));
  for (const what of ['actionsPerSecond', 'temporalDollarsPerMonth', 'serverCores', 'workerCores'] as const)
    expect(large![what] / small![what]).toBeCloseTo(10);
});

it('looks six times as often cost six times as much of CloudWatch, and nothing of Temporal', () => {
  const fleet = { ...FLEET, services: 1000 };
  const [seldom, often] = [60, 10].map((secondsBetweenLooks) =>
    demandOf(fleet, { ...RATES, secondsBetweenLooks }),
  );
  expect(often!.cloudWatchDollarsPerMonth / seldom!.cloudWatchDollarsPerMonth).toBeCloseTo(6);
  expect(often!.temporalDollarsPerMonth).toBe(seldom!.temporalDollarsPerMonth);
});
