import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
import { registered } from '../../../../infra/local/balancer/health/target-health.ts';
import { eligible } from '../../../../infra/local/balancer/resources/cluster.ts';
import { matchesOf } from '../../../../infra/local/balancer/resources/match.ts';
import { listenerRoutes } from '../../../../infra/local/balancer/resources/route.ts';

const [one, two] = [
  { address: '127.0.0.1', port: 1 },
  { address: '127.0.0.1', port: 2 },
];

it('sends requests to healthy targets, and to all where none is', () => {
  const healthy = { ...registered, state: 'healthy' as const };
  const unhealthy = { ...registered, state: 'unhealthy' as const };
  expect(eligible([one, two], { '127.0.0.1:1': healthy, '127.0.0.1:2': unhealthy })).toEqual([one]);
  expect(eligible([one, two], { '127.0.0.1:1': unhealthy })).toEqual([one, two]);
});

const regexOf = (condition: RuleCondition): RegExp => {
  const [match] = matchesOf([condition]) as [{ safe_regex: { regex: string } }];
  return new RegExp(`^(?:${match.safe_regex.regex})$`);
};

it('reads the wildcards of a path', () => {
  const path = regexOf({ Field: 'path-pattern', Values: ['/cart/*', '/item?.html'] });
  expect(['/cart/', '/cart/1', '/item1.html'].every((each) => path.test(each))).toBe(true);
  expect(['/cart', '/carts/1', '/item1_html'].some((each) => path.test(each))).toBe(false);
});

it('asks for all conditions of a rule, and for one of the query strings of a condition', () => {
  const matches = matchesOf([
    { Field: 'host-header', HostHeaderConfig: { Values: ['*.example.com'] } },
    { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'beta', Value: '1' }, { Key: 'new' }] } },
  ]);
  expect(matches).toMatchObject([
    { headers: [{ name: ':authority' }], query_parameters: [{ name: 'beta' }] },
    { headers: [{ name: ':authority' }], query_parameters: [{ name: 'new' }] },
  ]);
});

it('lets nobody through a condition that it does not know', () => {
  expect(matchesOf([{ Field: 'source-ip', SourceIpConfig: { Values: ['0.0.0.0/0'] } }])).toEqual([]);
});

it('answers by itself where no group has any weight', () => {
  const group = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/cart-a/1';
  const actions = [
    {
      Type: 'forward' as const,
      ForwardConfig: { TargetGroups: [{ TargetGroupArn: group, Weight: 0 }] },
    },
  ];
  const routes = listenerRoutes(
    'listener',
    { arn: '', port: 80, rules: [{ conditions: [], actions }] },
    new Set([group]),
  );
  expect(routes).toMatchObject({ virtual_hosts: [{ routes: [{ direct_response: { status: 503 } }] }] });
});
