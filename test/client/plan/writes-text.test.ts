import type { Stage } from '../../../client/plan/forecast.ts';
import { writesText } from '../../../client/plan/writes-text.ts';

const stage = (afterSeconds: number, writes: number): Stage => ({
  what: 'step 1 of 2',
  afterSeconds,
  before: [],
  after: [],
  calls: Array.from({ length: writes }, () => ({
    service: 'elasticloadbalancing',
    action: 'ModifyRule',
    writes: true,
    input: {},
    told: {},
  })),
});

it('tells how many rollouts at once can keep their times, by the step with the least time for its writes', () => {
  expect(writesText([stage(-1, 9), stage(0, 1), stage(60, 2), stage(90, 1)])).toEqual([
    'up to 21 such rollouts at once keep these times: AWS lets an account make 3 changes a second to its load balancers in a Region, of which rollouts take 1.4',
  ]);
});

it('warns where even a lone rollout would come late, as with many rules that are shifted together', () => {
  expect(writesText([stage(0, 80), stage(30, 80), stage(60, 0)])).toEqual([
    'warning: step 1 of 2 takes 80 changes and lasts 30 s, so later weights come late: AWS lets an account make 3 changes a second to its load balancers in a Region, of which rollouts take 1.4',
  ]);
});

it('tells nothing where no load balancer is changed', () => {
  expect(writesText([stage(0, 0), stage(60, 0)])).toEqual([]);
});
