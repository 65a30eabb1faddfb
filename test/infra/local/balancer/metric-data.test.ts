import { parseAccess } from '../../../../infra/local/balancer/metrics/access.ts';
import { metricData } from '../../../../infra/local/balancer/metrics/metric-data.ts';

const BALANCER = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/app/shop/1';
const GROUP = 'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/cart-a/1';

const snapshot = {
  version: 1,
  loadBalancers: [
    {
      arn: BALANCER,
      name: 'shop',
      listeners: [
        {
          arn: 'l',
          port: 80,
          rules: [{ conditions: [], actions: [{ Type: 'forward', TargetGroupArn: GROUP } as const] }],
        },
      ],
    },
  ],
  groups: [{ arn: GROUP, settings: {}, targets: [] }],
};

/** What is told of requests, by metric: how many, and whether by the load balancer or the target group. */
const toldOf = (...requests: object[]) => {
  const accesses = requests.flatMap(
    (each) =>
      parseAccess(JSON.stringify({ group: 'targetgroup/cart-a/1', responseMillis: null, ...each })) ?? [],
  );
  return metricData(snapshot, {}, accesses, new Date(0)).map(
    ({ MetricName, Value, Dimensions = [] }) =>
      `${MetricName} ${Value} by ${Dimensions.map(({ Name }) => Name).join(', ')}`,
  );
};

it('tells a connection that a target breaks as a 502 of the load balancer alone', () => {
  const broken = { status: 502, flags: 'UC', details: 'upstream_reset_before_response_started' };
  expect(toldOf(broken)).toEqual([
    'RequestCount 1 by LoadBalancer, TargetGroup',
    'RequestCount 1 by LoadBalancer',
    'HTTPCode_ELB_5XX_Count 1 by LoadBalancer',
    'HTTPCode_ELB_502_Count 1 by LoadBalancer',
  ]);
});

it('tells a request for which there is no target as a 503 of the load balancer, and of no group', () => {
  const untaken = { status: 503, flags: 'UH', details: 'no_healthy_upstream' };
  expect(toldOf(untaken)).toEqual([
    'HTTPCode_ELB_5XX_Count 1 by LoadBalancer',
    'HTTPCode_ELB_503_Count 1 by LoadBalancer',
  ]);
});

it('tells a caller that left as a request alone', () => {
  const left = { status: 0, flags: 'DC', details: 'downstream_remote_disconnect' };
  expect(toldOf(left)).toEqual([
    'RequestCount 1 by LoadBalancer, TargetGroup',
    'RequestCount 1 by LoadBalancer',
  ]);
});
