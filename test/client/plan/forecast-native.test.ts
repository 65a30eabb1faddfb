import { CreateRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { forecast } from '../../../client/plan/forecast.ts';
import { FARGATE_PRICES, footprintOf } from '../../../client/plan/footprint.ts';
import { liveFindings } from '../../../client/lint/live-findings.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { planOf } from '../../activities/permissions/plans.ts';
import { pauseAt, startShifting, type ShiftingWorld } from '../../infra/local/aws/shifting-world.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { liveWorldOf, told } from '../lint/lint-live.ts';

let aws: AwsServer;
let world: ShiftingWorld;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());
beforeEach(async () => {
  world = await startShifting(aws, { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 });
  await world.create();
  await world.untilStatus('SUCCESSFUL');
});

const planWith = (driver: object) =>
  planOf(
    rolloutYaml({
      driver: { kind: 'ecsNative', ...driver },
      router: undefined,
      provisioner: undefined,
      metrics: undefined,
      steps: [{ weight: 50, bakeSeconds: 300 }],
    }),
  );
const [plan, adopting] = [planWith({}), planWith({ adopt: true })];

const foretell = () => forecast(plan, liveWorldOf(aws).rehearsal);

it('tells every call that writes, and who has the traffic after each step, without writing anything', async () => {
  const { obstacle, stages } = await foretell();
  expect(obstacle).toBeUndefined();
  expect(stages.map(({ what, after, calls }) => [what, after, calls.map(({ action }) => action)])).toEqual([
    ['deploy v2', [{ version: 'cart-1', weight: 100 }], ['RegisterTaskDefinition', 'UpdateService']],
    ['step 1 of 2, which ECS makes', [{ version: 'cart-1', weight: 50 }, { version: 'v2', weight: 50 }], ['ContinueServiceDeployment']],
    ['step 2 of 2, which ECS makes', [{ version: 'cart-1', weight: 0 }, { version: 'v2', weight: 100 }], ['ContinueServiceDeployment']],
    [expect.stringMatching(/^let ECS end the deployment/), [{ version: 'v2', weight: 100 }], ['ContinueServiceDeployment', 'UpdateService']],
  ]); // prettier-ignore
  expect(stages[0]?.calls.at(-1)?.told).toMatchObject({ service: 'cart', strategy: 'LINEAR' });
  expect(await world.list()).toHaveLength(1);
});

it('tells what as many tasks again cost', async () => {
  const told = await foretell();
  expect(footprintOf(told, FARGATE_PRICES)).toMatchObject({ tasks: 2, taskHours: expect.any(Number) });
});

it('tells no call that changes the service where others begin its deployments', async () => {
  const lifecycleHooks = [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'], 20_000)];
  const linearConfiguration = { stepPercent: 50, stepBakeTimeInMinutes: 0 };
  await world.deploy('cart:9', {
    deploymentConfiguration: {
      strategy: 'LINEAR',
      linearConfiguration,
      bakeTimeInMinutes: 0,
      lifecycleHooks,
    },
  });
  const { obstacle, stages } = await forecast(adopting, liveWorldOf(aws).rehearsal);
  expect(obstacle).toBeUndefined();
  expect(stages.flatMap(({ calls }) => calls.map(({ action }) => action))).toEqual([
    'ContinueServiceDeployment',
    'ContinueServiceDeployment',
    'ContinueServiceDeployment',
  ]);
  const findings = await liveFindings(adopting, liveWorldOf(aws), undefined, Date.now() / 1000);
  expect(told(findings, 'driver')).toEqual([
    'ok: cart-1 is stable, and the deployment of cart-2 can be taken over',
    expect.stringMatching(/^unknown: ECS shifts one rule alone/),
    'ok: others begin the deployments, and rollouts take them over',
  ]);
});

it('says what stands in the way: a deployment that somebody else has begun', async () => {
  await world.deploy('cart:9', {
    deploymentConfiguration: {
      strategy: 'BLUE_GREEN',
      bakeTimeInMinutes: 1440,
    },
  });
  expect((await foretell()).obstacle).toMatch(/^a deployment of cart-2 is under way/);
});

it('finds all well before a rollout, where it is', async () => {
  const findings = await liveFindings(plan, liveWorldOf(aws), undefined, Date.now() / 1000);
  const about = (path: string) => told(findings, path);
  expect(about('driver')).toEqual([
    'ok: cart-1 is stable, and ECS shifts its traffic',
    expect.stringMatching(/^unknown: ECS shifts one rule alone/),
    'ok: v2 can be made: ecs RegisterTaskDefinition, ecs UpdateService',
  ]);
  expect(about('stable')).toEqual(['ok: cart-1 has 2 healthy targets']);
  expect(findings.filter(({ outcome }) => outcome === 'wrong')).toEqual([]);
});

it('says which rules ECS leaves as they are, though they forward to the same target groups', async () => {
  const { elb, listener, group } = world.alb;
  const { Rules } = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listener,
      Priority: 77,
      Conditions: [{ Field: 'path-pattern', Values: ['/admin'] }],
      Actions: [{ Type: 'forward', TargetGroupArn: group('a') }],
    }),
  );
  const findings = await liveFindings(plan, liveWorldOf(aws), undefined, Date.now() / 1000);
  expect(told(findings, 'driver')).toContainEqual(
    expect.stringContaining(`: the default action of ${listener}, ${Rules?.[0]?.RuleArn}`),
  );
});

it('finds what keeps ECS from shifting the traffic', async () => {
  await world.deploy('cart:1', {
    deploymentConfiguration: {
      strategy: 'BLUE_GREEN',
      bakeTimeInMinutes: 0,
      lifecycleHooks: [pauseAt(['PRE_PRODUCTION_TRAFFIC_SHIFT'], 9000, 'CONTINUE')],
    },
  });
  const findings = await liveFindings(plan, liveWorldOf(aws), undefined, Date.now() / 1000);
  expect(told(findings, 'driver')).toContainEqual(
    expect.stringMatching(
      /^wrong: ECS service cart has a pause at PRE_PRODUCTION_TRAFFIC_SHIFT that goes on/,
    ),
  );
});
