import { DescribeServicesCommand, ECSClient, UpdateServiceCommand, type Service } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { NO_CARTS } from '../../infra/demo/routers/cart-versions.ts';
import { clientOf } from '../../infra/demo/aws-client.ts';
import { totalsOf, type Timeline } from '../../infra/local/traffic/timeline.ts';
import { startAlbLab, type AlbLab } from './alb/lab.ts';

const place = { cluster: 'ecs-blogpost', service: 'cart' };

/** What a file has otherwise, whose steps ECS makes. */
const NATIVE = {
  router: undefined,
  provisioner: undefined,
  driver: { kind: 'ecsNative' },
  steps: [{ weight: 50, bakeSeconds: 4 }],
  limits: { holdSeconds: 60, extensionSeconds: 0 },
};

let lab: AlbLab;
let ecs: ECSClient;
let elb: ElasticLoadBalancingV2Client;
beforeAll(async () => {
  lab = await startAlbLab();
  ecs = new ECSClient(clientOf(lab.cloud));
  elb = new ElasticLoadBalancingV2Client(clientOf(lab.cloud));
  await letEcsShift();
});
afterAll(() => lab?.close());

/** Lets ECS shift the service's traffic from now on, as its owner would, by a first deployment of their own. */
async function letEcsShift(): Promise<void> {
  const [balancer] = (await service()).loadBalancers ?? [];
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [lab.rule] }));
  const groups = Rules[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  const alternateTargetGroupArn = groups.find(({ Weight }) => Weight === 0)?.TargetGroupArn;
  const roleArn = 'arn:aws:iam::123456789012:role/ecs-infrastructure';
  const advancedConfiguration = { alternateTargetGroupArn, productionListenerRule: lab.rule, roleArn };
  await ecs.send(
    new UpdateServiceCommand({
      ...place,
      loadBalancers: [{ ...balancer, advancedConfiguration }],
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
      forceNewDeployment: true,
    }),
  );
  await lab.until(async () => (await weights())[0] === 100 && (await isSettled()));
}

async function service(): Promise<Service> {
  const { services } = await ecs.send(
    new DescribeServicesCommand({ cluster: place.cluster, services: [place.service] }),
  );
  return services?.[0] ?? {};
}

const isSettled = async () => {
  const { deployments = [], currentServiceDeployment } = await service();
  return deployments.length === 1 && currentServiceDeployment === undefined;
};

/** The service without what tells its revision, its tasks and its past. */
async function settings(): Promise<Partial<Service>> {
  const {
    taskDefinition: _,
    deployments: __,
    currentServiceRevisions: ___,
    events: ____,
    ...rest
  } = await service();
  return rest;
}

/** The rule's weights by target group, the greater one first. */
async function weights(): Promise<number[]> {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [lab.rule] }));
  const groups = Rules[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  return groups.map(({ Weight = 0 }) => Weight).sort((a, b) => b - a);
}

const failures = (timeline: Timeline): string[] =>
  Object.entries(totalsOf(timeline)).flatMap(([version, { errors }]) => (errors > 0 ? [version] : []));

/** Who writes the rule, and how. */
async function ruleWrites(since: number) {
  const calls = await lab.callsSince(since);
  return calls
    .filter(({ action, status }) => action === 'ModifyRule' && status === 200)
    .map(({ userAgent }) => userAgent.split(' ')[0]);
}

it('promotes a version without one failed request, and leaves the service as it was but for its revision', async () => {
  const traffic = lab.callService();
  const [before, since] = [await settings(), await lab.latestCall()];
  const start = lab.start(lab.build('second', [], NATIVE));
  expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 0 });
  const timeline = await traffic.stop();
  expect(failures(timeline)).toEqual([]);
  expect(Object.keys(totalsOf(timeline)).sort()).toEqual(['first', 'second']);
  expect(await settings()).toEqual(before);
  expect(await weights()).toEqual([100, 0]);
  expect(new Set(await ruleWrites(since))).toEqual(new Set(['ecs.amazonaws.com']));
});

it('has ECS take a version back whose requests fail, and only its own did', async () => {
  const traffic = lab.callService();
  const start = lab.start(lab.build('broken', [NO_CARTS], NATIVE));
  expect({ exitCode: await start.exitCode, printed: start.printed() }).toMatchObject({ exitCode: 3 });
  expect(failures(await traffic.stop())).toEqual(['broken']);
  expect(await weights()).toEqual([100, 0]);
  expect((await service()).deployments).toHaveLength(1);
});

it('is rolled back by ECS itself where no worker is left to let it go on', async () => {
  const knobs = JSON.stringify({ ecs_minute_s: 0.25 });
  await fetch(`${lab.cloud.endpoints.awsEndpointUrl}/moto-api/lab/knobs`, { method: 'POST', body: knobs });
  const traffic = lab.callService();
  lab.start(lab.build('third', [], NATIVE));
  await lab.until(async () => (await weights())[0] === 50);
  await lab.cloud.kill('worker', 'SIGKILL');
  await lab.until(async () => (await weights())[0] === 100);
  await lab.until(async () => (await service()).deployments?.length === 1);
  expect(failures(await traffic.stop())).toEqual([]);
});
