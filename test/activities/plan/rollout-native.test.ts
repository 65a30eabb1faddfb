import { settlePlan } from '../../../activities/plan/settle.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';

const stepsOf = (...weights: number[]) => weights.map((weight) => ({ weight, bakeSeconds: 60 }));

const file = (changes: object = {}) =>
  rolloutYaml({
    driver: { kind: 'ecsNative' },
    router: undefined,
    provisioner: undefined,
    metrics: undefined,
    steps: stepsOf(25, 50, 75),
    ...changes,
  });

const driverOf = (changes: object = {}) => {
  const settled = settlePlan(file(changes));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value.driver;
};

const problemsOf = (changes: object) => {
  const settled = settlePlan(file(changes));
  return settled.ok ? [] : settled.problems.map(({ path, message }) => `${path}: ${message}`);
};

it('has ECS shift the traffic of the service of that name, with the counts of its load balancer', () => {
  const settled = settlePlan(file());
  expect(settled.ok && settled.value).toMatchObject({
    driver: { kind: 'ecsNative', cluster: 'shop', service: 'cart', image: 'shop:2026-01-02.v2' },
    metrics: { kind: 'revisions', cluster: 'shop', service: 'cart', periodSeconds: 60 },
  });
});

it.each([
  [[25, 50, 75], { kind: 'linear', stepPercent: 25 }],
  [[30, 60, 90], { kind: 'linear', stepPercent: 30 }],
  [[50], { kind: 'linear', stepPercent: 50 }],
  [[5], { kind: 'canary', canaryPercent: 5 }],
  [[60], { kind: 'linear', stepPercent: 60 }],
  [[], { kind: 'blueGreen' }],
])('goes by the strategy of ECS that has the steps %j', (weights, strategy) => {
  expect(driverOf({ steps: stepsOf(...weights) })).toMatchObject({ strategy });
});

it.each([
  [[5, 25, 50], '25, 50, 75'],
  [[1, 2, 3], '25, 50, 75'],
  [[10, 50], '34, 68'],
  [[25, 50], '34, 68'],
])('refuses the steps %j, and names the nearest that ECS can do', (weights, nearest) => {
  const [problem] = problemsOf({ steps: stepsOf(...weights) });
  expect(problem).toMatch(/^steps: .*must be equal, or one: ECS shifts by equal steps/);
  expect(problem).toMatch(new RegExp(`the nearest is ${nearest}$`));
});

it('has ECS wait longer at a step than the plan may', () => {
  const limits = { holdSeconds: '2h', extensionSeconds: '30m' };
  expect(driverOf({ limits })).toMatchObject({ pauseMinutes: 1 + 120 + 30 + 60 });
});

it('counts a gate that is open longer than people are waited for', () => {
  const limits = { holdSeconds: '1h', extensionSeconds: '30m' };
  const steps = [{ weight: 50, bakeSeconds: 60, gate: { seconds: '3h' } }];
  expect(driverOf({ limits, steps })).toMatchObject({ pauseMinutes: 1 + 30 + 180 + 60 });
});

it.each<[string, object, RegExp]>([
  [
    'steps that the traffic chooses',
    { steps: 'auto', judge: { kind: 'evidence' } },
    /^steps: .*ECS makes the steps itself/,
  ],
  ['a router beside it', { router: { kind: 'appMesh', protocol: 'http' } }, /^router: .*must be left out/],
  ['a provisioner beside it', { provisioner: { kind: 'ecs' } }, /^provisioner: .*must be left out/],
  [
    'an old version that is kept by Serin',
    { keepOldSeconds: 60 },
    /^keepOldSeconds: .*must be left out with the driver ecsNative: finalBakeSeconds keeps the old tasks/,
  ],
  [
    'a version that is to follow on itself',
    { stable: 'v2' },
    /^stable: .*must not be the version that is rolled out/,
  ],
  [
    'waits longer than ECS has patience',
    { limits: { holdSeconds: '20d', rolloutSeconds: '30d' } },
    /^limits.holdSeconds: .*ECS waits for 20160 at the most/,
  ],
  [
    'metrics of a mesh',
    { metrics: { kind: 'envoy', port: 80, address: 'http://prometheus' } },
    /^metrics: .*envoy knows nothing of what the driver ecsNative does/,
  ],
  ['another driver', { driver: { kind: 'codeDeploy' } }, /^driver.kind: .*must be ecsNative/],
])('refuses %s', (_, changes, message) => {
  // prettier-ignore
  expect(problemsOf(changes).join('\n')).toMatch(message);
});

it('names a missing router and a missing provisioner together with all else that is wrong', () => {
  const problems = problemsOf({ driver: undefined, finalBakeSeconds: 'soon' });
  expect(problems.map((each) => each.split(':')[0])).toEqual(['finalBakeSeconds', 'router', 'provisioner']);
});
