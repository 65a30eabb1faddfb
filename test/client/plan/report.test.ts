import { rehearsedServices } from '../../../activities/adapters.ts';
import { newEcsWorld } from '../../../activities/rehearsal/ecs-world.ts';
import { toldOf } from '../../../activities/rehearsal/rehearse.ts';
import { footprintOf } from '../../../client/plan/footprint.ts';
import type { Stage } from '../../../client/plan/forecast.ts';
import { quotasOf } from '../../../client/plan/quotas.ts';
import type { AwsCall } from '../../../activities/rehearsal/rehearsed.ts';

const SERVICES = rehearsedServices(newEcsWorld());
const call = (service: keyof typeof SERVICES, action: string, input: object): AwsCall => ({
  service: SERVICES[service].name,
  action,
  writes: true,
  input,
  told: toldOf(SERVICES[service], action, input),
});
const stage = (afterSeconds: number, ...calls: AwsCall[]): Stage => ({
  what: 'a stage',
  afterSeconds,
  before: [],
  after: [],
  calls,
});

const register = call('ecs', 'RegisterTaskDefinition', {
  family: 'cart',
  cpu: '512',
  memory: '1024',
  containerDefinitions: [
    { name: 'app', image: 'cart:v2', environment: [{ name: 'TOKEN', value: 'hush' }], secrets: [] },
  ],
});
const create = call('ecs', 'CreateService', {
  serviceName: 'cart-v2',
  desiredCount: 1,
  launchType: 'FARGATE',
});
const grow = call('ecs', 'UpdateService', { service: 'cart-v2', desiredCount: 4 });
const PRICES = { vcpuHour: 0.04, gbHour: 0.004 };

it('counts the extra tasks as they grow, until stable is removed', () => {
  const stages = [stage(-1, register, create), stage(0), stage(3600, grow), stage(7200)];
  // One task for an hour, then four: five task hours of half a vCPU and one GB.
  expect(footprintOf({ stages }, PRICES)).toEqual({
    tasks: 4,
    vcpu: 0.5,
    memoryGb: 1,
    taskHours: 5,
    launchType: 'FARGATE',
    cost: expect.closeTo(5 * (0.5 * 0.04 + 1 * 0.004), 10),
  });
});

it('names no price for tasks on instances, and none where a template makes them', () => {
  const onInstances = call('ecs', 'CreateService', { desiredCount: 2, launchType: 'EC2' });
  expect(footprintOf({ stages: [stage(-1, register, onInstances), stage(0)] }, PRICES)).toMatchObject({
    tasks: 2,
    cost: undefined,
  });
  expect(
    footprintOf({ stages: [stage(-1, call('cloudFormation', 'CreateStack', {}))] }, PRICES),
  ).toBeUndefined();
});

it('names the quotas that are drawn on, and no others', () => {
  const TargetGroups = [{ TargetGroupArn: 'a' }, { TargetGroupArn: 'b' }];
  const modify = call('elb', 'ModifyRule', {
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
  });
  const footprint = footprintOf({ stages: [stage(-1, register, create, modify, modify, grow)] }, PRICES);
  const ofCalls = [
    ...(SERVICES.elb.quotas?.([modify, modify]) ?? []),
    ...(SERVICES.cloudFormation.quotas?.([]) ?? []),
    ...(SERVICES.ecs.quotas?.([register, create, grow]) ?? []),
  ];
  expect(
    quotasOf(ofCalls, footprint).map(({ what, takes, limit }) => [what.split(' (')[0], takes, limit]),
  ).toEqual([
    ['target groups of the rule', 2, 5],
    ['load balancing writes', 2, undefined],
    ['ECS services of the cluster, in addition', 1, 5000],
    ['ECS tasks of the new service', 4, 5000],
    ['Fargate On-Demand vCPU, in addition', 2, undefined],
  ]);
});

it('tells of a task definition what runs, and nothing of its variables', () => {
  expect(register.told).toEqual({
    family: 'cart',
    cpu: '512',
    memory: '1024',
    images: { app: 'cart:v2' },
  });
});

it('tells of a stack its parameters by name, and of a parameter or any other call the texts and numbers', () => {
  const stack = call('cloudFormation', 'CreateStack', {
    StackName: 'shop-cart-v2',
    TemplateBody: 'Resources: {}',
    Parameters: [{ ParameterKey: 'Password', ParameterValue: 'hush' }],
    Capabilities: [],
  });
  expect(JSON.stringify(stack.told)).toBe(
    '{"StackName":"shop-cart-v2","Capabilities":[],"parameters":["Password"]}',
  );
  expect(grow.told).toEqual({ service: 'cart-v2', desiredCount: 4 });
});
