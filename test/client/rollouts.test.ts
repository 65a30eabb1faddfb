import { queryOf } from '../../client/rollouts.ts';

it.each([
  ['all of them', {}, "WorkflowType = 'canaryRollout'"],
  [
    'those of an environment',
    { environment: 'shop' },
    "WorkflowType = 'canaryRollout' AND WorkflowId STARTS_WITH 'canary/shop/'",
  ],
  [
    'those of a service',
    { environment: 'shop', service: 'cart' },
    "WorkflowType = 'canaryRollout' AND WorkflowId = 'canary/shop/cart'",
  ],
  ['those that run', { running: true }, "WorkflowType = 'canaryRollout' AND ExecutionStatus = 'Running'"],
])("asks Temporal for %s by Temporal's own filter", (_which, filter, query) => {
  expect(queryOf(filter)).toBe(query);
});
