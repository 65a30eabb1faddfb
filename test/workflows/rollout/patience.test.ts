import { patience } from '../../../workflows/rollout/patience.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;

it("is the plan's where nothing gives up by itself", () => {
  expect(patience(DAY, undefined, 0)).toEqual({ until: DAY });
});

it("is the plan's where that is over long before", () => {
  expect(patience(DAY, 2 * DAY, 0)).toEqual({ until: DAY });
});

it('is no longer than what keeps the weight, whose end is said from an hour before on', () => {
  expect(patience(2 * DAY, DAY, 0)).toEqual({ until: DAY });
  expect(patience(2 * DAY, DAY, DAY - HOUR)).toEqual({ until: DAY, goesBackAt: DAY });
});

it('is said though the plan has less time still', () => {
  expect(patience(DAY - 60, DAY, DAY - HOUR)).toEqual({ until: DAY - 60, goesBackAt: DAY });
});
