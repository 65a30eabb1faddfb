import { queryOf } from '../../../client/rollouts/find.ts';

it.each([
  ['all of them', {}, "WorkflowType = 'canaryRollout' AND ExecutionStatus != 'ContinuedAsNew'"],
  [
    'those of an environment',
    { environment: 'shop' },
    "WorkflowType = 'canaryRollout' AND ExecutionStatus != 'ContinuedAsNew' AND WorkflowId STARTS_WITH 'canary/shop/'",
  ],
  [
    'those of a service',
    { environment: 'shop', service: 'cart' },
    "WorkflowType = 'canaryRollout' AND ExecutionStatus != 'ContinuedAsNew' AND WorkflowId = 'canary/shop/cart'",
  ],
  [
    'those that run',
    { running: true },
    "WorkflowType = 'canaryRollout' AND ExecutionStatus != 'ContinuedAsNew' AND ExecutionStatus = 'Running'",
  ],
  [
    'those of a service in a phase, wherever it is',
    { service: 'cart', phase: 'baking', version: 'v2' },
    "WorkflowType = 'canaryRollout' AND ExecutionStatus != 'ContinuedAsNew' AND SerinService = 'cart' AND SerinPhase = 'baking' AND SerinVersion = 'v2'",
  ],
  [
    'those that wait for a person, by who started them, whose name is no part of the question',
    { running: true, waitsForPerson: true, startedBy: "o'neil\\" },
    "WorkflowType = 'canaryRollout' AND ExecutionStatus != 'ContinuedAsNew' AND SerinStartedBy = 'o\\'neil\\\\' AND SerinWaitsForPerson = true AND ExecutionStatus = 'Running'",
  ],
])("asks Temporal for %s by Temporal's own filter", (_which, filter, query) => {
  expect(queryOf(filter)).toBe(query);
});
