import {
  DeleteRuleCommand,
  ModifyListenerCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { createTrafficActivities } from '../../../activities/traffic.ts';
import { weightedGroupsRouter } from '../../../activities/routers/weighted-groups.ts';
import { ANSWERS, truly } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { OWNER, startAlb } from '../load-balancing/alb-world.ts';
import { routerContract } from './contract.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const GROUPS: Readonly<Record<string, string>> = { old: 'a', new: 'b' };

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  describe.each([
    ['a listener rule', 'rule'],
    ["a listener's default action", 'listener'],
  ] as const)('%s', (_what, which) => {
    routerContract(async () => {
      const world = await startAlb(aws);
      const router = weightedGroupsRouter(
        albBalancing(world.elb, { owner: OWNER, rule: { arn: world[which] } }),
      );
      await aws.knobs(answers);
      return {
        router,
        read: () => truly(aws, answers, () => router.read()),
        // A version is ready before it gets traffic, and seen to be.
        run: (version) => truly(aws, answers, () => world.run(GROUPS[version] ?? '', version)),
        writes: world.writes,
      };
    });
  });
});

/** Two versions: `old` serves from a, `new` is ready in b. */
async function start() {
  const world = await startAlb(aws, { a: 100, b: 0 });
  await world.run('a', 'old');
  await world.run('b', 'new');
  return {
    world,
    router: weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } })),
  };
}

const split = (old: number, canary: number) => [
  { version: 'old', weight: old },
  { version: 'new', weight: canary },
];

it("reads shares of whatever the rule's weights add up to", async () => {
  const world = await startAlb(aws, { a: 3, b: 1 });
  await world.run('a', 'old');
  await world.run('b', 'new');
  const router = weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }));
  expect(await router.read()).toEqual(split(75, 25));
});

it('reads weights that are all 0 as nobody serving', async () => {
  const world = await startAlb(aws, { a: 0, b: 0 });
  await world.run('a', 'old');
  const router = weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }));
  expect(await router.read()).toEqual([{ version: 'old', weight: 0 }]);
});

it('keeps stickiness and order', async () => {
  const { world, router } = await start();
  await router.write(split(90, 10));
  expect(await world.actions()).toMatchObject([
    {
      Type: 'forward',
      Order: 1,
      ForwardConfig: { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 300 } },
    },
  ]);
});

it("keeps a group at weight 0 when its version leaves the split, so that the next one's targets are checked", async () => {
  const { world, router } = await start();
  await router.write(split(0, 100));
  await router.write([{ version: 'new', weight: 100 }]);
  expect(await world.weights()).toEqual([
    ['b', 100],
    ['a', 0],
  ]);
  expect([await world.versionOf('a'), await world.versionOf('b')]).toEqual([undefined, 'new']);
});

it('lets the groups swap their roles with the next version', async () => {
  const { world, router } = await start();
  await router.write(split(0, 100));
  await router.write([{ version: 'new', weight: 100 }]);
  await world.run('a', 'newer');
  const next = [
    { version: 'new', weight: 80 },
    { version: 'newer', weight: 20 },
  ];
  await router.write(next);
  expect(await router.read()).toEqual(next);
});

it('finds the rule by its tags', async () => {
  const { world } = await start();
  await world.createRule(2, { service: 'other' });
  const rule = { listener: world.listener, tags: { service: 'cart' } };
  const router = weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule }));
  await router.write(split(60, 40));
  expect(await world.weights()).toEqual([
    ['a', 60],
    ['b', 40],
  ]);
});

it.each([
  ['none has', { service: 'ghost' }, /^0 rules .* are tagged service=ghost: there must be exactly one/],
  ['two have', { team: 'shop' }, /^2 rules/],
])('refuses tags that %s', async (_what, tags, sentence) => {
  const { world } = await start();
  await world.createRule(2, { team: 'shop' });
  await world.createRule(3, { team: 'shop' });
  const router = weightedGroupsRouter(
    albBalancing(world.elb, { owner: OWNER, rule: { listener: world.listener, tags } }),
  );
  await expect(router.read()).rejects.toThrow(sentence);
});

it('refuses a rule that is gone, and one that forwards nowhere', async () => {
  const { world } = await start();
  const gone = weightedGroupsRouter(
    albBalancing(world.elb, { owner: OWNER, rule: { arn: `${world.rule.slice(0, -4)}0000` } }),
  );
  await expect(gone.read()).rejects.toThrow(/there is no listener rule .*0000/);
  const Actions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } } as const];
  await world.elb.send(new ModifyRuleCommand({ RuleArn: world.rule, Actions }));
  const mute = weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }));
  await expect(mute.read()).rejects.toThrow(/forwards to no target group/);
});

it('refuses two groups of one version', async () => {
  const { world, router } = await start();
  await world.run('b', 'old');
  await expect(router.read()).rejects.toThrow(/two target groups of the rule are tagged serin:version=old/);
});

it('takes no traffic from a group that serves without saying which version', async () => {
  const world = await startAlb(aws, { a: 100, b: 0 });
  await world.run('a', undefined);
  await world.run('b', 'new');
  const router = weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }));
  await expect(router.write([{ version: 'new', weight: 100 }])).rejects.toThrow(
    /cart-a serves, but does not say which version: tag it serin:version/,
  );
  expect(await world.weights()).toEqual([
    ['a', 100],
    ['b', 0],
  ]);
});

describe('the way back does without tags', () => {
  const lost = async (...names: string[]) => {
    const { world, router } = await start();
    const memory = await router.remember();
    await router.write(split(50, 50));
    for (const name of names) await world.tag(name, undefined);
    const { rememberRouter, shiftTraffic, readTraffic } = createTrafficActivities((_, known) =>
      weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }), known),
    );
    const spec = { kind: 'alb', owner: OWNER, rule: { arn: world.rule } } as const;
    return { world, memory, spec, rememberRouter, shiftTraffic, readTraffic };
  };

  it.each([[['a']], [['b']], [['a', 'b']]])('where those of %s are lost', async (names) => {
    const { world, memory, spec, shiftTraffic } = await lost(...names);
    for (const wanted of [split(100, 0), [{ version: 'old', weight: 100 }]])
      expect(await shiftTraffic(spec, wanted, memory)).toContainEqual({ version: 'old', weight: 100 });
    expect(await world.weights()).toEqual([
      ['a', 100],
      ['b', 0],
    ]);
  });

  it.each([[['b']], [['a', 'b']]])('and so does the commit where those of %s are lost', async (names) => {
    const { world, memory, spec, rememberRouter, shiftTraffic } = await lost();
    const withCanary = await rememberRouter(spec, memory);
    for (const name of names) await world.tag(name, undefined);
    for (const wanted of [split(0, 100), [{ version: 'new', weight: 100 }]])
      expect(await shiftTraffic(spec, wanted, withCanary)).toContainEqual({ version: 'new', weight: 100 });
    expect(await world.weights()).toEqual([
      ['b', 100],
      ['a', 0],
    ]);
  });

  it('and a tag that is lost is no drift of stable', async () => {
    const { memory, spec, readTraffic } = await lost('a');
    expect(await readTraffic(spec, memory)).toEqual(split(50, 50));
  });

  it('but a group that serves without one at the start is refused before anything is made', async () => {
    const world = await startAlb(aws, { a: 100, b: 0 });
    await world.run('a', undefined);
    const router = weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }));
    await expect(router.remember()).rejects.toThrow(/cart-a serves, but does not say which version/);
  });
});

describe('a rule that is deleted', () => {
  const deleted = async () => {
    const { world, router } = await start();
    const memory = await router.remember();
    await router.write(split(50, 50));
    await world.elb.send(new DeleteRuleCommand({ RuleArn: world.rule }));
    const activities = createTrafficActivities((_, known) =>
      weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }), known),
    );
    const spec = { kind: 'alb', owner: OWNER, rule: { arn: world.rule } } as const;
    return { world, memory, spec, ...activities };
  };

  it('is told, though the default action still forwards, by which the traffic goes back', async () => {
    const { world, memory, spec, readTraffic, shiftTraffic } = await deleted();
    await expect(readTraffic(spec, memory)).rejects.toMatchObject({
      type: 'RouterGone',
      message: expect.stringMatching(/^there is no listener rule/),
    });
    expect(await shiftTraffic(spec, split(100, 0), memory)).toEqual(split(100, 0));
    const ofDefault = weightedGroupsRouter(
      albBalancing(world.elb, { owner: OWNER, rule: { arn: world.listener } }),
    );
    expect(await ofDefault.read()).toEqual(split(100, 0));
  });

  it('leaves nothing to be shifted where nothing else forwards to the groups', async () => {
    const { world, memory, spec, shiftTraffic } = await deleted();
    const DefaultActions = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '503' } } as const];
    await world.elb.send(new ModifyListenerCommand({ ListenerArn: world.listener, DefaultActions }));
    await expect(shiftTraffic(spec, split(100, 0), memory)).rejects.toMatchObject({ type: 'RouterGone' });
  });
});

it('reads the rules once before a shift and once after it, and tags before it alone', async () => {
  const { world, router } = await start();
  const { shiftTraffic } = createTrafficActivities(() => router);
  const before = (await aws.calls()).length;
  await shiftTraffic({ kind: 'alb', owner: OWNER, rule: { arn: world.rule } }, split(90, 10));
  const made = (await aws.calls()).slice(before).map(({ action }) => action);
  expect(made.filter((action) => action === 'DescribeRules')).toHaveLength(2);
  expect(made.filter((action) => action === 'DescribeTags')).toHaveLength(1);
  expect(made.filter((action) => /^Modify/.test(action))).toEqual(['ModifyRule', 'ModifyListener']);
});

it.each(['ModifyRule', 'RemoveTags'])(
  'a version that %s cannot take out of the split is not counted as taken out',
  async (action) => {
    const { world, router } = await start();
    const memory = await router.remember();
    await router.write(split(100, 0));
    const { shiftTraffic } = createTrafficActivities((_, known) =>
      weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }), known),
    );
    const spec = { kind: 'alb', owner: OWNER, rule: { arn: world.rule } } as const;
    const alone = [{ version: 'old', weight: 100 }];
    const shift = () => shiftTraffic(spec, alone, memory);

    await aws.faults([
      { service: 'elasticloadbalancing', action, error: 'AccessDenied', status: 403, times: -1 },
    ]);
    await expect(shift()).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await world.versionOf('b')).toBe('new');
    await aws.faults([]);
    expect(await shift()).toEqual(alone);
    expect(await world.versionOf('b')).toBeUndefined();
  },
);

describe('weight goes up only where all targets are healthy', () => {
  it('refuses the canary more of it while one target is not, and says which', async () => {
    const { world, router } = await start();
    await world.run('b', 'new', '10.0.0.7');
    await router.write(split(90, 10));
    await aws.knobs({ targets: { '10.0.0.7': 'unhealthy' } });
    await expect(router.write(split(50, 50))).rejects.toThrow(
      /1 of 2 targets in cart-b are healthy; 10\.0\.0\.7:80 is unhealthy/,
    );
    expect(await router.read()).toEqual(split(90, 10));
  });

  it('refuses a group whose targets all drain', async () => {
    const world = await startAlb(aws, { a: 100, b: 0 });
    await world.run('a', 'old');
    await world.run('b', 'new', '10.0.0.7');
    await aws.knobs({ targets: { '10.0.0.7': 'draining' } });
    const router = weightedGroupsRouter(albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }));
    await expect(router.write(split(99, 1))).rejects.toThrow(/0 of 0 targets in cart-b are healthy/);
  });

  it('gives stable its traffic back whatever its targets are like', async () => {
    const { router } = await start();
    await router.write(split(50, 50));
    await aws.knobs({ targets: { '10.0.0.97': 'unhealthy', '10.0.0.98': 'unhealthy' } });
    await router.write(split(100, 0));
    expect(await router.read()).toEqual(split(100, 0));
  });

  it('lets the canary have less of it at any time', async () => {
    const { router } = await start();
    await router.write(split(50, 50));
    await aws.knobs({ targets: { '10.0.0.98': 'unhealthy' } });
    await router.write(split(80, 20));
    expect(await router.read()).toEqual(split(80, 20));
  });
});

it('gives stable all traffic although the version beside it has lost its group', async () => {
  const { world, router } = await start();
  await router.write([{ version: 'old', weight: 100 }]);
  await router.write(split(100, 0));
  expect(await world.weights()).toEqual([
    ['a', 100],
    ['b', 0],
  ]);
});
