import { DescribeListenersCommand, ModifyRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { groupsOf } from '../../../activities/load-balancing/alb/actions.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import type { WeightedGroup } from '../../../activities/load-balancing/load-balancing.ts';
import { OWNER, startAlb } from './alb-world.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

/** The listener's default action and two rules of it forward to groups a and b; the plan names the first rule. */
async function start() {
  const world = await startAlb(aws, { a: 100, b: 0 });
  const other = await world.createRule(2, {});
  const weights = async () => {
    const { Listeners } = await world.elb.send(
      new DescribeListenersCommand({ ListenerArns: [world.listener] }),
    );
    const all = [await world.actions(), await world.actions(other), Listeners?.[0]?.DefaultActions ?? []];
    return all.map((actions) =>
      groupsOf(actions)
        .map(({ weight }) => weight)
        .join('/'),
    );
  };
  const to = (a: number, b: number) => [
    { arn: world.group('a'), weight: a },
    { arn: world.group('b'), weight: b },
  ];
  const balancing = albBalancing(world.elb, { owner: OWNER, rule: { arn: world.rule } });
  const forward = async (groups: readonly WeightedGroup[]) => (await balancing.look()).forward(groups);
  const shares = async () => (await balancing.groups()).map(({ weight }) => weight);
  return { world, other, balancing, weights, to, forward, shares };
}

it('shifts all rules and default actions that forward to the groups together', async () => {
  const { forward, to, weights, shares } = await start();
  await forward(to(80, 20));
  expect(await weights()).toEqual(['80/20', '80/20', '80/20']);
  expect(await shares()).toEqual([80, 20]);
});

it('finishes what was broken off between two rules, and shows until then that they disagree', async () => {
  const { forward, to, weights, shares } = await start();
  await aws.faults([
    { service: 'elasticloadbalancing', action: 'ModifyListener', error: 'Throttling', status: 400 },
  ]);
  await expect(forward(to(80, 20))).rejects.toThrow();
  expect(await weights()).toEqual(['80/20', '100/0', '100/0']);
  expect(await shares()).toEqual([100, 20]);
  await aws.faults([]);
  await forward(to(80, 20));
  expect(await weights()).toEqual(['80/20', '80/20', '80/20']);
});

it('sees at each look that somebody has changed another rule than the one that is named, and puts it right', async () => {
  const { world, other, forward, to, weights, shares } = await start();
  await forward(to(80, 20));
  const TargetGroups = to(50, 50).map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight }));
  const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
  await world.elb.send(new ModifyRuleCommand({ RuleArn: other, Actions }));
  expect(await shares()).toEqual([80, 50]);
  await forward(to(80, 20));
  expect(await weights()).toEqual(['80/20', '80/20', '80/20']);
});

it('finds at each look what has come to forward to the groups since the last one', async () => {
  const { world, balancing, forward, to, weights, shares } = await start();
  const before = await balancing.rules();
  await forward(to(80, 20));
  const late = await world.createRule(3, {});
  expect(await balancing.rules()).toEqual([...before, late]);
  expect(await shares()).toEqual([100, 20]);
  await forward(to(60, 40));
  expect(await weights()).toEqual(['60/40', '60/40', '60/40']);
  expect(groupsOf(await world.actions(late)).map(({ weight }) => weight)).toEqual([60, 40]);
});

it('writes first the rules that differ, and then the others: what was read may be older than what was written last', async () => {
  const { world, other, forward, to, weights } = await start();
  const TargetGroups = to(50, 50).map(({ arn, weight }) => ({ TargetGroupArn: arn, Weight: weight }));
  const Actions = [{ Type: 'forward' as const, ForwardConfig: { TargetGroups } }];
  await world.elb.send(new ModifyRuleCommand({ RuleArn: other, Actions }));
  const brokenOff = { service: 'elasticloadbalancing', action: 'ModifyRule', after: true };
  await aws.faults([{ ...brokenOff, error: 'Throttling', status: 400 }]);
  await expect(forward(to(100, 0))).rejects.toThrow();
  expect(await weights()).toEqual(['100/0', '100/0', '100/0']);
  await aws.faults([]);
  const before = await world.writes();
  await forward(to(100, 0));
  expect(await world.writes()).toBe(before + 3);
});

it('leaves what forwards to others alone', async () => {
  const { world, forward, to } = await start();
  const other = await world.ruleOfAnother('admin');
  await forward(to(80, 20));
  const { Listeners } = await world.elb.send(new DescribeListenersCommand({ ListenerArns: [other] }));
  expect(groupsOf(Listeners?.[0]?.DefaultActions ?? []).map(({ weight }) => weight)).toEqual([100, 0]);
});
