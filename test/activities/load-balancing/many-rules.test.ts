import {
  AddTagsCommand,
  CreateListenerCommand,
  CreateRuleCommand,
  RegisterTargetsCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { balancerOf } from '../../../activities/load-balancing/alb/arns.ts';
import { groupsOf } from '../../../activities/load-balancing/alb/actions.ts';
import { rulesBefore } from '../../../activities/load-balancing/alb/rule.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { OWNER, startAlb } from './alb-world.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const LISTENERS = 20;
const RULES = 100;
const since = async (before: number, action: string) =>
  (await aws.calls()).slice(before).filter((call) => call.action === action);

/** As many listeners and rules as real load balancers have, all before groups a and b; the one that the plan means is the last of its listener. */
async function start() {
  const world = await startAlb(aws, { a: 100, b: 0 });
  const { elb, rule, listener } = world;
  const actions = await world.actions();
  for (let i = 1; i < LISTENERS; i += 1)
    await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancerOf({ arn: rule }),
        Protocol: 'HTTP',
        Port: 8000 + i,
        DefaultActions: actions,
      }),
    );
  for (let i = 2; i <= RULES; i += 1)
    await elb.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: i,
        Conditions: [{ Field: 'path-pattern', Values: [`/${i}/*`] }],
        Actions: actions,
        ...(i === RULES && { Tags: [{ Key: 'canary', Value: 'yes' }] }),
      }),
    );
  const splits = async () => {
    const found = await rulesBefore(elb, balancerOf({ arn: rule }));
    const all = found.map((each) =>
      groupsOf(each.actions)
        .map(({ weight }) => weight)
        .join('/'),
    );
    return { count: found.length, splits: [...new Set(all)] };
  };
  return { world, splits };
}

it('shifts a hundred rules and twenty default actions together, and finds the one that is meant by its tags, twenty to a call', async () => {
  const { world, splits } = await start();
  const before = (await aws.calls()).length;
  const balancing = albBalancing(world.elb, {
    owner: OWNER,
    rule: { listener: world.listener, tags: { canary: 'yes' } },
  });
  await (
    await balancing.look()
  ).forward([
    { arn: world.group('a'), weight: 80 },
    { arn: world.group('b'), weight: 20 },
  ]);
  const asked = (await since(before, 'DescribeTags')).length;
  expect(await splits()).toEqual({ count: LISTENERS + RULES, splits: ['80/20'] });
  // A hundred rules, and then the two groups.
  expect(asked).toBe(RULES / 20 + 1);
  expect(await balancing.rules()).toHaveLength(LISTENERS + RULES);
});

it('tells the health of hundreds of targets', async () => {
  const { elb, group } = await startAlb(aws);
  const targets = Array.from({ length: 250 }, (_, i) => ({ Id: `10.0.${Math.floor(i / 200)}.${i % 200}` }));
  await elb.send(new RegisterTargetsCommand({ TargetGroupArn: group('a'), Targets: targets }));
  await aws.knobs({ targets: { '10.0.1.49': 'unhealthy' } });
  const balancing = albBalancing(elb, { owner: OWNER, rule: { arn: group('a') } });
  expect(await balancing.health(group('a'))).toMatchObject({ healthy: 249, registered: 250 });
});

describe('a target group with other tags', () => {
  /** Two say already whose it is. */
  const tagged = async (others: number) => {
    const world = await startAlb(aws);
    const Tags = Array.from({ length: others - 2 }, (_, i) => ({ Key: `team-${i}`, Value: 'shop' }));
    await world.elb.send(new AddTagsCommand({ ResourceArns: [world.group('b')], Tags }));
    return { ...world, balancing: albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } }) };
  };

  it('is given to a version as its fiftieth', async () => {
    const { balancing, group, versionOf } = await tagged(49);
    await balancing.claim(group('b'), 'v1');
    await balancing.claim(group('b'), 'v2');
    expect(await versionOf('b')).toBe('v2');
  });

  it('says so where there is no room for one more', async () => {
    const { balancing, group } = await tagged(50);
    await expect(balancing.claim(group('b'), 'v1')).rejects.toMatchObject({
      type: 'VersionFailed',
      message: 'target group cart-b has 50 tags, and takes 50: remove one, to make room for serin:version',
    });
  });
});
