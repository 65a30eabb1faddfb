import { ruleOf, tagsOf } from '../../../activities/load-balancing/alb/batches.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { startAlb } from './alb-world.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const reads = async () => (await aws.calls()).filter(({ action }) => /^Describe(Rules|Tags)$/.test(action));

it('asks about the rules and tags of many in one call each', async () => {
  const { elb, rule, createRule, group } = await startAlb(aws);
  const rules = [rule, await createRule(2, {}), await createRule(3, {}), rule];
  const found = await Promise.all(rules.map((arn) => ruleOf(elb, arn)));
  expect(found.map((each) => each?.RuleArn)).toEqual(rules);
  await Promise.all([tagsOf(elb, group('a')), tagsOf(elb, group('b')), tagsOf(elb, rule)]);
  expect((await reads()).map(({ action }) => action)).toEqual(['DescribeRules', 'DescribeTags']);
});

it('does not let a rule that is gone keep the others from their answers', async () => {
  const { elb, rule } = await startAlb(aws);
  const gone = `${rule}0`;
  const [found, lost] = await Promise.allSettled([ruleOf(elb, rule), ruleOf(elb, gone)]);
  expect(found).toMatchObject({ status: 'fulfilled', value: { RuleArn: rule } });
  expect(lost).toMatchObject({ status: 'rejected', reason: { name: 'RuleNotFoundException' } });
});

it('rejects for all that share a call when AWS is out of order', async () => {
  const { elb, rule } = await startAlb(aws);
  await aws.faults([{ service: 'elasticloadbalancing', action: 'DescribeRules', error: 'Throttling' }]);
  const answers = await Promise.allSettled([ruleOf(elb, rule), ruleOf(elb, rule)]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
