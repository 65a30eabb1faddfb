import type { Action, RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2';
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

const GROUP = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/cart-a/1';

/** What becomes of a request by a rule's actions. */
const routeOf = (...actions: Action[]) =>
  listenerRoutes('listener', { arn: '', port: 80, rules: [{ conditions: [], actions }] }, new Set([GROUP]));
const routed = (route: object) => ({ virtual_hosts: [{ routes: [route] }] });

it('answers by itself where no group has any weight', () => {
  const TargetGroups = [{ TargetGroupArn: GROUP, Weight: 0 }];
  expect(routeOf({ Type: 'forward', ForwardConfig: { TargetGroups } })).toMatchObject(
    routed({ direct_response: { status: 503 } }),
  );
});

describe('a rule that asks who calls, before it forwards,', () => {
  const forward: Action = { Type: 'forward', Order: 2, TargetGroupArn: GROUP };
  const oidc = (OnUnauthenticatedRequest?: 'allow' | 'deny'): Action => ({
    Type: 'authenticate-oidc',
    Order: 1,
    AuthenticateOidcConfig: {
      Issuer: 'https://login.example.com',
      AuthorizationEndpoint: 'https://login.example.com/authorize',
      TokenEndpoint: 'https://login.example.com/token',
      UserInfoEndpoint: 'https://login.example.com/user',
      ClientId: 'shop',
      OnUnauthenticatedRequest,
    },
  });

  it('sends strangers to the login, in whatever order its actions come', () => {
    const login = {
      scheme_redirect: 'https',
      host_redirect: 'login.example.com',
      path_redirect: '/authorize?client_id=shop&response_type=code&scope=openid',
      response_code: 'FOUND',
    };
    expect(routeOf(oidc(), forward)).toMatchObject(routed({ redirect: login }));
    expect(routeOf(forward, oidc())).toMatchObject(routed({ redirect: login }));
  });

  it('answers 401 where it denies strangers, or wants a token', () => {
    const unauthorized = routed({ direct_response: { status: 401 } });
    expect(routeOf(oidc('deny'), forward)).toMatchObject(unauthorized);
    expect(routeOf({ Type: 'jwt-validation', Order: 1 }, forward)).toMatchObject(unauthorized);
  });

  it('lets them through where it allows it', () => {
    expect(routeOf(oidc('allow'), forward)).toMatchObject(
      routed({ route: { weighted_clusters: { clusters: [{ name: 'targetgroup/cart-a/1' }] } } }),
    );
  });
});
