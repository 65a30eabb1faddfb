import { tagsOf } from '../../../activities/load-balancing/alb/batches.ts';
import { rulesBefore } from '../../../activities/load-balancing/alb/rule.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { startAlb } from './alb-world.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const reads = async () =>
  (await aws.calls())
    .map(({ action }) => action)
    .filter((action) => /^Describe(Listeners|Rules|Tags)$/.test(action));

/** `…:listener/app/<name>/<id>/<listener>` */
const balancerOf = (listener: string) =>
  listener.replace(':listener/', ':loadbalancer/').split('/').slice(0, 4).join('/');

it('asks once for all that want the rules of one load balancer, and about the tags of many in one call', async () => {
  const { elb, listener, rule, group } = await startAlb(aws);
  const balancer = balancerOf(listener);
  const [first, second] = await Promise.all([rulesBefore(elb, balancer), rulesBefore(elb, balancer)]);
  expect(first.map(({ arn }) => arn)).toEqual([listener, rule]);
  expect(second).toEqual(first);
  await Promise.all([tagsOf(elb, group('a')), tagsOf(elb, group('b')), tagsOf(elb, rule)]);
  expect(await reads()).toEqual(['DescribeListeners', 'DescribeRules', 'DescribeTags']);
});

it('does not let a load balancer that is gone keep the others from their answers', async () => {
  const { elb, listener } = await startAlb(aws);
  const balancer = balancerOf(listener);
  const [found, lost] = await Promise.all([rulesBefore(elb, balancer), rulesBefore(elb, `${balancer}0`)]);
  expect([found.length, lost.length]).toEqual([2, 0]);
});

it('rejects for all that share a call when AWS is out of order', async () => {
  const { elb, listener } = await startAlb(aws);
  await aws.faults([{ service: 'elasticloadbalancing', action: 'DescribeRules', error: 'Throttling' }]);
  const balancer = balancerOf(listener);
  const answers = await Promise.allSettled([rulesBefore(elb, balancer), rulesBefore(elb, balancer)]);
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
