import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  ListTagsForResourceCommand,
  RegisterScalableTargetCommand,
  type SuspendedState,
  TagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { isDeepStrictEqual } from 'node:util';
import { applicationAutoScaling } from '../../../activities/scaling/application-auto-scaling.ts';
import { HOLD_TAG, TASKS } from '../../../activities/scaling/scalable-targets.ts';
import type { Scaling } from '../../../activities/scaling/scaling.ts';
import { INCURABLE } from '../../../workflows/rollout/incurable.ts';
import { ANSWERS, truly } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';

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
  await aws.knobs({ agent: 'simulated' });
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

/** Asks as an activity does, which is tried again while the hold cannot be seen yet. */
const hold = (services: readonly string[]): Promise<number> =>
  eventually(async () => {
    const scaled = await scaling.hold(services, ROLLOUT).catch((error: Error & { type?: string }) => {
      if (error.type !== 'NotYet') throw error;
      return undefined;
    });
    return scaled === undefined ? undefined : { scaled };
  }).then(({ scaled }) => scaled);

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  beforeEach(() => aws.knobs(answers));
  const seen = () => truly(aws, answers, found);
  /** What somebody else has done some time ago. */
  const others = async (settings: object) => {
    await truly(aws, answers, () => register(settings));
    await eventually(async () => isDeepStrictEqual(await found(), await seen()));
  };

  it('holds scale-in, says beside it who holds it, and puts back what was there', async () => {
    const before = await seen();
    expect(before.suspended).toEqual(FREE);
    expect(await hold([CART, NONE])).toBe(1);
    expect(await seen()).toEqual({
      ...before,
      suspended: HELD,
      tags: { team: 'shop', [HOLD_TAG]: ROLLOUT },
    });
    expect(await scaling.release([CART, NONE])).toBe(1);
    expect(await seen()).toEqual(before);
  });

  it('leaves what else is suspended as it is', async () => {
    await others({ SuspendedState: { DynamicScalingOutSuspended: true } });
    await hold([CART]);
    expect((await seen()).suspended).toEqual({ ...HELD, DynamicScalingOutSuspended: true });
    await others({ SuspendedState: { ScheduledScalingSuspended: true } });
    await scaling.release([CART]);
    expect((await seen()).suspended).toEqual({
      ...FREE,
      DynamicScalingOutSuspended: true,
      ScheduledScalingSuspended: true,
    });
  });

  it('leaves scale-in suspended that was so before', async () => {
    await others({ SuspendedState: { DynamicScalingInSuspended: true } });
    const before = await seen();
    await hold([CART]);
    expect(await seen()).toEqual(before);
    expect(await scaling.release([CART])).toBe(0);
    expect(await seen()).toEqual(before);
  });

  it('finds all of more services than one call takes', async () => {
    const many = Array.from({ length: 59 }, (_, i) => `service/shop/cart-${i}`);
    await truly(aws, answers, () => createServices(many));
    expect((await scaling.scaled([...many, CART, NONE])).sort()).toEqual([...many, CART].sort());
  });

  describe.each([
    ['fails', {}],
    ['loses its reply', { after: true }],
  ])('when a call %s half-way', (_, lost) => {
    const fault = (action: string) => [
      { service: 'application-autoscaling', action, error: 'InternalServiceException', ...lost },
    ];
    const isAsBefore = async (before: object) => isDeepStrictEqual(await seen(), before);

    it.each(['TagResource', 'RegisterScalableTarget'])('at %s, holding again holds it', async (action) => {
      await aws.faults(fault(action));
      await expect(scaling.hold([CART], ROLLOUT)).rejects.toThrow('injected fault');
      await hold([CART]);
      expect(await seen()).toMatchObject({ suspended: HELD, tags: { [HOLD_TAG]: ROLLOUT } });
    });

    it.each(['TagResource', 'RegisterScalableTarget'])(
      'at %s of a hold that is not repeated, a release puts everything back once it can be seen',
      async (action) => {
        const before = await seen();
        await aws.faults(fault(action));
        await expect(scaling.hold([CART], ROLLOUT)).rejects.toThrow('injected fault');
        await eventually(async () => {
          await scaling.release([CART]);
          return isAsBefore(before);
        });
      },
    );

    it.each(['RegisterScalableTarget', 'UntagResource'])('at %s, releasing again ends it', async (action) => {
      const before = await seen();
      await hold([CART]);
      await aws.faults(fault(action));
      await expect(scaling.release([CART])).rejects.toThrow('injected fault');
      await scaling.release([CART]);
      expect(await seen()).toEqual(before);
    });
  });
});

/** Services that are scaled, by their resource ids. */
async function createServices(ids: readonly string[]): Promise<void> {
  for (const id of ids) {
    const serviceName = id.split('/').at(-1);
    const service = { cluster: 'shop', serviceName, taskDefinition: 'cart', desiredCount: 1 };
    await aws.ecs.send(new CreateServiceCommand(service));
    await client.send(
      new RegisterScalableTargetCommand({ ...TASKS, ResourceId: id, MinCapacity: 1, MaxCapacity: 2 }),
    );
  }
}

/** Actions of what is called meanwhile. */
async function callsOf(act: () => Promise<unknown>): Promise<string[]> {
  const before = (await aws.calls()).length;
  await act();
  return (await aws.calls()).slice(before).map(({ action }) => action);
}

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

it('is refused for good where there is no room for one more tag', async () => {
  const { ScalableTargets: [target] = [] } = await client.send(
    new DescribeScalableTargetsCommand({ ...TASKS, ResourceIds: [CART] }),
  );
  const Tags = Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`team-${i}`, 'shop']));
  await client.send(new TagResourceCommand({ ResourceARN: target?.ScalableTargetARN, Tags }));
  await expect(scaling.hold([CART], ROLLOUT)).rejects.toMatchObject({ name: 'TooManyTagsException' });
  expect(INCURABLE).toContain('TooManyTagsException');
  expect((await found()).suspended).toEqual(FREE);
});
