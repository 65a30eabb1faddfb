import { deployJson } from '../fakes/deploy-json.ts';
import { awsError, worldServing } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** Metrics that cannot be read for so many tries; Temporal makes about ten in a minute. */
const outage = (tries: number) => Array.from({ length: tries }, () => awsError('InternalServiceFault'));

it('of ten minutes holds the weight, says so, takes nothing back, and goes on by itself', async () => {
  const world = worldServing('v1');
  world.failNext('sample', ...outage(120));
  const ended = await harness.run(world, deployJson({ PercentageStep: 50 }));
  expect(ended.outcome).toBe('promoted');
  expect(ended.seconds).toBeGreaterThan(600);
  expect(ended.effects.slice(0, 3)).toEqual(['create v2', 'write v1 50, v2 50', 'write v1 0, v2 100']);
  const unread = ended.status.verdicts.filter(({ kind }) => kind === 'inconclusive');
  expect(unread.length).toBeGreaterThan(3);
  for (const { reason, source, weight, ledTo } of unread)
    expect({ reason, source, weight, ledTo }).toEqual({
      reason: expect.stringMatching(/^the metrics cannot be read: InternalServiceFault/),
      source: 'containerInsights',
      weight: 50,
      ledTo: 'extend',
    });
  expect(ended.status.verdicts.at(-1)).toMatchObject({ kind: 'pass', queries: ['requests of v1 and v2'] });
});

it.each([
  ['rollBack', /the metrics cannot be read: .*, after 120 s of extension/],
  ['pause', /nobody answered within 300 s: the metrics cannot be read/],
])('that is longer than the plan allows ends as OnInconclusive %s says', async (policy, reason) => {
  const world = worldServing('v1');
  world.failNext('sample', ...outage(1000));
  const limits = { ExtensionTimeout: 120, HoldTimeout: 300 };
  const ended = await harness.run(world, deployJson({ OnInconclusive: policy, ...limits }));
  expect(ended.outcome).toBe('RolledBack');
  expect(ended.reason).toMatch(reason);
  expect(world.split).toEqual([{ version: 'v1', weight: 100 }]);
});
