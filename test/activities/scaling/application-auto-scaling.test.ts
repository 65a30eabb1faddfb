import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  ListTagsForResourceCommand,
  RegisterScalableTargetCommand,
  type SuspendedState,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { applicationAutoScaling } from '../../../activities/scaling/application-auto-scaling.ts';
import { HOLD_TAG, TASKS } from '../../../activities/scaling/scalable-targets.ts';
import type { Scaling } from '../../../activities/scaling/scaling.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

const CART = 'service/shop/cart';
const NONE = 'service/shop/unscaled';
const ROLLOUT = 'canary/shop/cart';
const FREE: SuspendedState = {
  DynamicScalingInSuspended: false,
  DynamicScalingOutSuspended: false,
  ScheduledScalingSuspended: false,
};
const HELD: SuspendedState = { ...FREE, DynamicScalingInSuspended: true };

let aws: AwsServer;
let client: ApplicationAutoScalingClient;
let scaling: Scaling;
beforeAll(async () => {
  aws = await startAws();
  client = new ApplicationAutoScalingClient(aws.settings);
  scaling = applicationAutoScaling(client, aws.cloudWatch);
});
afterAll(() => aws.stop());

beforeEach(async () => {
  await aws.reset();
  await aws.knobs({ agent: 'simulated', page_size: 2 });
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  const containerDefinitions = [{ name: 'app', image: 'cart:1' }];
  await aws.ecs.send(new RegisterTaskDefinitionCommand({ family: 'cart', containerDefinitions }));
  for (const serviceName of ['cart', 'unscaled'])
    await aws.ecs.send(
      new CreateServiceCommand({ cluster: 'shop', serviceName, taskDefinition: 'cart', desiredCount: 2 }),
    );
  await register({ MinCapacity: 1, MaxCapacity: 8, Tags: { team: 'shop' } });
});

const register = (settings: object) =>
  client.send(new RegisterScalableTargetCommand({ ...TASKS, ResourceId: CART, ...settings }));

async function found() {
  const { ScalableTargets: [target] = [] } = await client.send(
    new DescribeScalableTargetsCommand({ ...TASKS, ResourceIds: [CART] }),
  );
  const { Tags } = await client.send(
    new ListTagsForResourceCommand({ ResourceARN: target?.ScalableTargetARN }),
  );
  return {
    suspended: target?.SuspendedState,
    bounds: [target?.MinCapacity, target?.MaxCapacity],
    tags: Tags,
  };
}

/** Actions of what is called meanwhile. */
async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = (await aws.calls()).length;
  await act();
  return (await aws.calls()).slice(before).map(({ action }) => action);
}

it('holds scale-in, says beside it who holds it, and puts back what was there', async () => {
  const before = await found();
  expect(before.suspended).toEqual(FREE);
  expect(await scaling.hold([CART, NONE], ROLLOUT)).toBe(1);
  expect(await found()).toEqual({
    ...before,
    suspended: HELD,
    tags: { team: 'shop', [HOLD_TAG]: ROLLOUT },
  });
  expect(await scaling.release([CART, NONE])).toBe(1);
  expect(await found()).toEqual(before);
});

it('leaves what else is suspended as it is', async () => {
  await register({ SuspendedState: { DynamicScalingOutSuspended: true } });
  await scaling.hold([CART], ROLLOUT);
  expect((await found()).suspended).toEqual({ ...HELD, DynamicScalingOutSuspended: true });
  await register({ SuspendedState: { ScheduledScalingSuspended: true } });
  await scaling.release([CART]);
  expect((await found()).suspended).toEqual({
    ...FREE,
    DynamicScalingOutSuspended: true,
    ScheduledScalingSuspended: true,
  });
});

it('leaves scale-in suspended that was so before', async () => {
  await register({ SuspendedState: { DynamicScalingInSuspended: true } });
  const before = await found();
  await scaling.hold([CART], ROLLOUT);
  expect(await found()).toEqual(before);
  expect(await scaling.release([CART])).toBe(0);
  expect(await found()).toEqual(before);
});

it('makes one read for services that nothing scales, and none for no services', async () => {
  expect(await callsOf(() => scaling.hold([NONE], ROLLOUT))).toEqual(['DescribeScalableTargets']);
  expect(await callsOf(() => scaling.release([NONE]))).toEqual(['DescribeScalableTargets']);
  expect(await callsOf(() => scaling.hold([], ROLLOUT))).toEqual([]);
});

it('writes nothing when it is repeated', async () => {
  await scaling.hold([CART], ROLLOUT);
  const held = await found();
  expect(await callsOf(() => scaling.hold([CART], ROLLOUT))).toEqual(['DescribeScalableTargets']);
  expect(await found()).toEqual(held);
  await scaling.release([CART]);
  expect(await callsOf(() => scaling.release([CART]))).toEqual([
    'DescribeScalableTargets',
    'ListTagsForResource',
  ]);
});

describe.each([
  ['fails', {}],
  ['loses its reply', { after: true }],
])('when a call %s half-way', (_, lost) => {
  const fault = (action: string) => [
    { service: 'application-autoscaling', action, error: 'InternalServiceException', ...lost },
  ];

  it.each(['TagResource', 'RegisterScalableTarget'])('at %s, holding again holds it', async (action) => {
    await aws.faults(fault(action));
    await expect(scaling.hold([CART], ROLLOUT)).rejects.toThrow();
    await scaling.hold([CART], ROLLOUT);
    expect(await found()).toMatchObject({ suspended: HELD, tags: { [HOLD_TAG]: ROLLOUT } });
  });

  it.each(['TagResource', 'RegisterScalableTarget'])(
    'at %s of a hold that is not repeated, a release puts everything back',
    async (action) => {
      const before = await found();
      await aws.faults(fault(action));
      await expect(scaling.hold([CART], ROLLOUT)).rejects.toThrow();
      await scaling.release([CART]);
      expect(await found()).toEqual(before);
    },
  );

  it.each(['RegisterScalableTarget', 'UntagResource'])('at %s, releasing again ends it', async (action) => {
    const before = await found();
    await scaling.hold([CART], ROLLOUT);
    await aws.faults(fault(action));
    await expect(scaling.release([CART])).rejects.toThrow();
    await scaling.release([CART]);
    expect(await found()).toEqual(before);
  });
});
