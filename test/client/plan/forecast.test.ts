import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ApplicationAutoScalingClient,
  PutScalingPolicyCommand,
  RegisterScalableTargetCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { AppMeshClient, CreateVirtualRouterCommand } from '@aws-sdk/client-app-mesh';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import {
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { applicationAutoScaling } from '../../../activities/scaling/application-auto-scaling.ts';
import { TASKS } from '../../../activities/scaling/scalable-targets.ts';
import { ssmVersionRecords } from '../../../activities/version-records/ssm.ts';
import { forecast, type Forecast } from '../../../client/plan/forecast.ts';
import { provisionerAdapter, routerAdapter } from '../../../activities/adapters.ts';
import type { AwsClients } from '../../../activities/aws-clients.ts';
import { startRehearsal } from '../../../worker/rehearsal.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { startEcs } from '../../activities/provisioners/ecs-world.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { World } from '../../fakes/world.ts';
import { startAws, type AwsServer, type JournalEntry } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { startHarness, type Harness } from '../../workflows/harness.ts';
import { weightedOf } from '../../fakes/weighted-of.ts';

let aws: AwsServer;
let harness: Harness;
beforeAll(async () => {
  [aws, harness] = await Promise.all([startAws(), startHarness()]);
});
beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', ecs_start_ms: 10, ecs_retry_s: 0.05 });
});
afterAll(async () => {
  await Promise.all([aws.stop(), harness.close()]);
});

const clients = (): AwsClients => ({
  appMesh: new AppMeshClient(aws.settings),
  autoScaling: new ApplicationAutoScalingClient(aws.settings),
  cloudFormation: new CloudFormationClient(aws.settings),
  cloudWatch: new CloudWatchClient(aws.settings),
  ecr: (region) => new ECRClient({ ...aws.settings, region }),
  ecs: new ECSClient(aws.settings),
  elb: new ElasticLoadBalancingV2Client(aws.settings),
  ssm: new SSMClient(aws.settings),
});

const planOf = (file: object): RolloutPlan => {
  const settled = settlePlan(file);
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
};

/** What Serin itself wrote after the n-th call; CloudFormation's own calls are CloudFormation's. */
const writesAfter = (calls: readonly JournalEntry[], n: number) =>
  calls
    .slice(n)
    .filter(({ action, userAgent }) => !READS.test(action) && !userAgent.startsWith('cloudformation'));
const READS = /^(Describe|Get|List|Validate|BatchGet)/;

/** Rolls out for real, with made-up metrics of a healthy version, and answers what was written. */
async function rollOut(file: object): Promise<{ outcome: string; writes: JournalEntry[] }> {
  const plan = planOf(file);
  const { router, provisioner } = weightedOf(plan);
  const before = (await aws.calls()).length;
  const real = {
    router: routerAdapter(router).router(clients(), router),
    provisioner: provisionerAdapter(provisioner).provisioner(clients(), provisioner),
    scaling: applicationAutoScaling(clients().autoScaling, clients().cloudWatch),
  };
  const world = Object.assign(new World(), { ...real, records: ssmVersionRecords(aws.ssm) });
  world.split = [{ version: plan.version.id, weight: 1 }];
  const { outcome } = await harness.run(world, file);
  return { outcome, writes: writesAfter(await aws.calls(), before) };
}

async function foretell(file: object): Promise<Forecast> {
  const before = (await aws.calls()).length;
  const told = await forecast(planOf(file), startRehearsal(clients()));
  expect(writesAfter(await aws.calls(), before)).toEqual([]);
  return told;
}

/** A call's names and numbers; the journal keeps no more. */
const named = (parameters: object) =>
  Object.fromEntries(
    Object.entries(parameters)
      .filter(([key, value]) => /^(string|number)$/.test(typeof value) && !UNTOLD.has(key))
      .map(([key, value]) => [key, String(value).split('/').at(-1)]),
  );
const UNTOLD = new Set(['clientToken', 'ClientRequestToken', 'Value', 'TemplateBody']);

const asTold = ({ stages }: Forecast) =>
  stages.flatMap(({ calls }) =>
    calls.map(({ service, action, input }) => ({ service, action, ...named(input) })),
  );
/** A removal is asked for again and again until it is done; that is told once. */
const asMade = (writes: readonly JournalEntry[]) =>
  writes
    .map(({ service, action, parameters }) => ({ service, action, ...named(parameters) }))
    .filter(
      (write, i, all) =>
        !write.action.startsWith('Delete') || JSON.stringify(write) !== JSON.stringify(all[i - 1]),
    );

describe('through a load balancer and ECS', () => {
  const STEPS = {
    steps: [
      { weight: 25, bakeSeconds: 60 },
      { weight: 50, bakeSeconds: 120 },
    ],
    finalBakeSeconds: 60,
    limits: { drainSeconds: 30 },
  };
  const fileFor = (rule: string, provisioner: object = {}) => ({
    environment: 'shop',
    service: 'cart',
    version: { id: 'v1', image: 'cart:good' },
    router: { kind: 'alb', rule: { arn: rule } },
    provisioner: { kind: 'ecs', replace: 'swap', ...provisioner },
    judge: { kind: 'errorCount' },
    ...STEPS,
  });

  it.each([
    ['as large as stable', {}, false],
    ['that begins small', { tasks: 1 }, false],
    ['of a service that is scaled by itself', {}, true],
    ['in place', { replace: 'inPlace' }, false],
    ['in place, with steps back', { replace: 'inPlace', handBack: [{ weight: 50, bakeSeconds: 60 }] }, false],
    ['in place, of a service that is scaled by itself', { replace: 'inPlace', tasks: 1 }, true],
  ])(
    'tells exactly the writes of a rollout %s, and writes nothing itself',
    async (_, provisioner, scaled) => {
      const { alb } = await startEcs(aws, { desiredCount: 4 });
      if (scaled) await scaleByCpu('service/shop/cart');
      const file = fileFor(alb.rule, provisioner);
      const told = await foretell(file);
      const { outcome, writes } = await rollOut(file);
      expect([told.obstacle, outcome]).toEqual([undefined, 'promoted']);
      expect(asTold(told)).toEqual(asMade(writes));
      const actions = asTold(told).map(({ action }) => action);
      expect(actions).toContain('ModifyRule');
      // Who stays keeps its own.
      expect(actions.includes('PutScalingPolicy')).toBe(scaled && !('replace' in provisioner));
      expect(actions.includes('RegisterScalableTarget')).toBe(scaled);
    },
  );

  it('tells the weights by which a service in place gets its traffic whose target group has a slow start, as a rollout writes them', async () => {
    const { alb } = await startEcs(aws);
    await clients().elb.send(
      new ModifyTargetGroupAttributesCommand({
        TargetGroupArn: alb.group('a'),
        Attributes: [{ Key: 'slow_start.duration_seconds', Value: '40' }],
      }),
    );
    const file = fileFor(alb.rule, { replace: 'inPlace' });
    const told = await foretell(file);
    expect(told.stages.map(({ what }) => what)).toEqual(
      expect.arrayContaining(['20 % to cart', '80 % to cart', 'all traffic to cart']),
    );
    const { outcome, writes } = await rollOut(file);
    expect(outcome).toBe('promoted');
    expect(asTold(told)).toEqual(asMade(writes));
  });

  async function scaleByCpu(ResourceId: string) {
    const { autoScaling } = clients();
    const service = { ...TASKS, ResourceId };
    await autoScaling.send(new RegisterScalableTargetCommand({ ...service, MinCapacity: 2, MaxCapacity: 9 }));
    await autoScaling.send(
      new PutScalingPolicyCommand({
        ...service,
        PolicyName: 'cpu',
        PolicyType: 'TargetTrackingScaling',
        TargetTrackingScalingPolicyConfiguration: {
          TargetValue: 50,
          PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
        },
      }),
    );
  }

  it('tells weights before and after each stage, and when', async () => {
    const { alb } = await startEcs(aws);
    const { stages, stable } = await foretell(fileFor(alb.rule));
    expect(stable).toBe('v0');
    const v0 = (weight: number) => ({ version: 'v0', weight });
    const v1 = (weight: number) => ({ version: 'v1', weight });
    expect(
      stages.map(({ what, afterSeconds, before, after }) => [what, afterSeconds, before, after]),
    ).toEqual([
      ['create v1', -1, [v0(100)], [v0(100)]],
      ['step 1 of 3', 0, [v0(100)], [v0(75), v1(25)]],
      ['step 2 of 3', 180, [v0(75), v1(25)], [v0(50), v1(50)]],
      ['step 3 of 3', 420, [v0(50), v1(50)], [v0(0), v1(100)]],
      ['record the version', 600, [v0(0), v1(100)], [v0(0), v1(100)]],
      ['remove v0', 600, [v0(0), v1(100)], [v0(0), v1(100)]],
      ['take v0 out of the split', 600, [v0(0), v1(100)], [v1(100)]],
    ]);
  });

  it('tells the commit after the time for which the old version is kept', async () => {
    const { alb } = await startEcs(aws);
    const { stages } = await foretell({ ...fileFor(alb.rule), keepOldSeconds: 1000 });
    expect(stages.map(({ what, afterSeconds }) => [what, afterSeconds])).toContainEqual([
      'record the version',
      1600,
    ]);
  });

  it('ends with the sentence of what stands in the way', async () => {
    const { alb } = await startEcs(aws);
    expect(await foretell(fileFor(alb.rule, { container: 'web' }))).toMatchObject({
      obstacle: 'task definition cart has no container web, only app, log',
    });
  });
});

describe('through App Mesh and CloudFormation', () => {
  const TEMPLATES = join('test', 'infra', 'local', 'aws', 'templates');
  const template = (name: string) => readFileSync(join(TEMPLATES, name));
  const fileFor = (version: string) =>
    deployJson({
      Sha: version,
      ContainerImage: `cart:2026-01-02.${version}`,
      CanaryTemplate: template('version.yaml').toString('base64'),
    });

  /** A mesh in which v1 has all traffic. */
  async function start() {
    const parameters = { EnvironmentName: 'shop', Namespace: 'shop.local' };
    await aws.cloudFormation.send(
      new CreateStackCommand({
        StackName: 'shop',
        TemplateBody: template('environment.yaml').toString(),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
      }),
    );
    await eventually(async () => {
      const { Stacks } = await aws.cloudFormation.send(new DescribeStacksCommand({ StackName: 'shop' }));
      return Stacks?.[0]?.StackStatus === 'CREATE_COMPLETE';
    });
    const portMapping = { port: 4567, protocol: 'http' as const };
    const id = { meshName: 'shop', virtualRouterName: 'cart-vr' };
    await aws.appMesh.send(new CreateVirtualRouterCommand({ ...id, spec: { listeners: [{ portMapping }] } }));
  }

  it('tells exactly the writes of a first deployment, and of the next one', async () => {
    await start();
    for (const version of ['v1', 'v2']) {
      const told = await foretell(fileFor(version));
      const { outcome, writes } = await rollOut(fileFor(version));
      expect([told.obstacle, outcome]).toEqual([undefined, 'promoted']);
      expect(asTold(told)).toEqual(asMade(writes));
    }
  });

  it('tells how a rollout mends what a dead one left', async () => {
    await start();
    expect((await rollOut(fileFor('v1'))).outcome).toBe('promoted');
    const dead = weightedOf(planOf(fileFor('v2')));
    const versions = provisionerAdapter(dead.provisioner).provisioner(clients(), dead.provisioner);
    await versions.create('v2', 'run-1');
    await eventually(async () => (await versions.readiness('v2')).kind === 'ready');
    await routerAdapter(dead.router)
      .router(clients(), dead.router)
      .write([
        { version: 'v1', weight: 60 },
        { version: 'v2', weight: 40 },
      ]);

    const told = await foretell(fileFor('v3'));
    expect(told.stages.slice(0, 3).map(({ what, after }) => [what, after])).toEqual([
      [expect.stringMatching(/v1 is the recorded version$/), [{ version: 'v1', weight: 100 }]],
      ['remove v2, which it left', [{ version: 'v1', weight: 100 }]],
      ['create v3', [{ version: 'v1', weight: 100 }]],
    ]);
    const { outcome, writes } = await rollOut(fileFor('v3'));
    expect([told.obstacle, outcome]).toEqual([undefined, 'promoted']);
    expect(asTold(told)).toEqual(asMade(writes));
  });
});
