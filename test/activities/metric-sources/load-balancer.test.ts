import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { isDeepStrictEqual } from 'node:util';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { loadBalancerMetrics } from '../../../activities/metric-sources/load-balancer.ts';
import { LOAD_BALANCER_BOUNDS_MS } from '../../../workflows/rollout/metric-facts.ts';
import type { LoadBalancerSpec } from '../../../workflows/rollout/metrics-spec.ts';
import { ANSWERS } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { OWNER, startAlb, type AlbWorld } from '../load-balancing/alb-world.ts';

let aws: AwsServer;
let alb: AlbWorld;
beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.stop());

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  beforeEach(async () => {
    await aws.reset();
    alb = await startAlb(aws, { a: 90, b: 10 });
    await alb.tag('a', 'old');
    await alb.tag('b', 'new');
    await aws.knobs(answers);
  });

  /** A moment that is a whole hour, and recent. */
  const T = Math.floor(Date.now() / 3_600_000) * 3600 - 7200;

  const source = (changes: Partial<LoadBalancerSpec> = {}) =>
    loadBalancerMetrics(aws.cloudWatch, albBalancing(alb.elb, { owner: OWNER, rule: { arn: alb.rule } }), {
      kind: 'loadBalancer',
      owner: OWNER,
      rule: { arn: alb.rule },
      periodSeconds: 60,
      ...changes,
    });

  const read = (span: { from: number; to: number }) => source().read({ stable: 'old', canary: 'new' }, span);

  /** Waits for what is read of the first minute, once a change is seen. */
  const becomes = (expected: unknown) =>
    eventually(async () => isDeepStrictEqual(await read({ from: T, to: T + 60 }), expected));

  /** What is counted for the load balancer as a whole, no matter for which group. */
  const BALANCER = 'balancer';

  /** What the load balancer counts for a group at a moment, under the dimensions of AWS's reference. */
  const put = (group: string, at: number, MetricName: string, values: Partial<MetricDatum>) =>
    aws.cloudWatch.send(
      new PutMetricDataCommand({
        Namespace: 'AWS/ApplicationELB',
        MetricData: [
          {
            MetricName,
            Dimensions: [
              ...(group === BALANCER
                ? []
                : [{ Name: 'TargetGroup', Value: /targetgroup\/cart-.\/\w+$/.exec(alb.group(group))?.[0] }]),
              { Name: 'LoadBalancer', Value: /app\/shop\/\w+/.exec(alb.rule)?.[0] },
            ],
            Timestamp: new Date(at * 1000),
            ...values,
          },
        ],
      }),
    );

  const count = (group: string, at: number, metric: string, Value: number) =>
    put(group, at, metric, { Value });

  it('counts requests and 5xx of both versions by bucket', async () => {
    await count('a', T, 'RequestCount', 90);
    await count('a', T, 'HTTPCode_Target_5XX_Count', 1);
    await count('b', T, 'RequestCount', 10);
    await count('b', T, 'HTTPCode_Target_5XX_Count', 4);
    await count('b', T + 60, 'RequestCount', 12);
    expect(await read({ from: T, to: T + 120 })).toEqual([
      { from: T, to: T + 60, stable: { requests: 90, errors: 1 }, canary: { requests: 10, errors: 4 } },
      { from: T + 60, to: T + 120, canary: { requests: 12, errors: 0 } },
    ]);
  });

  it('takes missing 5xx for none while requests are there, and missing requests for no data', async () => {
    await count('a', T, 'RequestCount', 5);
    expect(await read({ from: T, to: T + 120 })).toEqual([
      { from: T, to: T + 60, stable: { requests: 5, errors: 0 } },
    ]);
    expect(await read({ from: T + 60, to: T + 120 })).toEqual([]);
  });

  it.each<[string, Partial<LoadBalancerSpec>, number]>([
    ["is the caller's doing", {}, 1],
    ['is an error where the file says so', { countAsErrors: '4xx' }, 4],
  ])('a 4xx %s', async (_what, changes, errors) => {
    await count('b', T, 'RequestCount', 10);
    await count('b', T, 'HTTPCode_Target_2XX_Count', 6);
    await count('b', T, 'HTTPCode_Target_4XX_Count', 3);
    await count('b', T, 'HTTPCode_Target_5XX_Count', 1);
    // What the load balancer refuses itself has reached no version.
    await count(BALANCER, T, 'HTTPCode_ELB_4XX_Count', 5);
    const buckets = await source(changes).read({ stable: 'old', canary: 'new' }, { from: T, to: T + 60 });
    expect(buckets).toEqual([{ from: T, to: T + 60, canary: { requests: 10, errors } }]);
  });

  it('counts connections that targets refused as failed requests, each request once at most', async () => {
    await count('b', T, 'RequestCount', 10);
    await count('b', T, 'TargetConnectionErrorCount', 7);
    await count('b', T + 60, 'RequestCount', 10);
    await count('b', T + 60, 'TargetConnectionErrorCount', 23);
    await count('b', T + 120, 'TargetConnectionErrorCount', 3);
    const buckets = await read({ from: T, to: T + 180 });
    expect(buckets.map(({ canary }) => canary)).toEqual([
      { requests: 10, errors: 7 },
      { requests: 10, errors: 10 },
      { requests: 3, errors: 3 },
    ]);
  });

  it('counts requests that a target broke off: those without an answer, as far as the load balancer had to answer itself', async () => {
    await count('a', T, 'RequestCount', 90);
    await count('a', T, 'HTTPCode_Target_2XX_Count', 80);
    await count('a', T, 'HTTPCode_Target_3XX_Count', 6);
    await count('a', T, 'HTTPCode_Target_4XX_Count', 4);
    await count('b', T, 'RequestCount', 10);
    await count('b', T, 'HTTPCode_Target_2XX_Count', 3);
    await count('b', T, 'HTTPCode_Target_5XX_Count', 1);
    await count(BALANCER, T, 'HTTPCode_ELB_502_Count', 4);
    await count(BALANCER, T, 'HTTPCode_ELB_504_Count', 2);
    const [bucket] = await read({ from: T, to: T + 60 });
    expect(bucket).toMatchObject({
      stable: { requests: 90, errors: 0 },
      canary: { requests: 10, errors: 7 },
    });
  });

  it('takes no caller that left, nor a WebSocket, for an error, whatever other services have no targets for', async () => {
    await count('b', T, 'RequestCount', 10);
    await count('b', T, 'HTTPCode_Target_2XX_Count', 3);
    await count(BALANCER, T, 'HTTPCode_ELB_502_Count', 1);
    await count(BALANCER, T, 'HTTPCode_ELB_503_Count', 50);
    await count(BALANCER, T, 'HTTPCode_ELB_5XX_Count', 51);
    expect(await read({ from: T, to: T + 60 })).toMatchObject([{ canary: { requests: 10, errors: 1 } }]);
  });

  describe('of what the load balancer answered itself, nobody knows whose it was:', () => {
    const unanswered = async (ofStable: number, ofCanary: number, gatewayErrors: number, ofOthers = 0) => {
      await count('a', T, 'RequestCount', 900);
      await count('a', T, 'HTTPCode_Target_2XX_Count', 900 - ofStable);
      await count('b', T, 'RequestCount', 100);
      await count('b', T, 'HTTPCode_Target_2XX_Count', 100 - ofCanary);
      await count(BALANCER, T, 'RequestCount', 5000);
      await count(BALANCER, T, 'HTTPCode_Target_2XX_Count', 5000 - ofStable - ofCanary - ofOthers);
      await count(BALANCER, T, 'HTTPCode_ELB_502_Count', gatewayErrors);
      const [bucket] = await read({ from: T, to: T + 60 });
      return [bucket?.stable?.errors, bucket?.canary?.errors];
    };

    it.each([
      [
        'one of another service is not laid at a healthy canary whose WebSockets stable has, too',
        45,
        5,
        1,
        [1, 0],
      ],
      ['the sides share them by their requests without an answer', 90, 10, 50, [45, 5]],
      ['a canary that closes connections beside WebSockets has most of what it broke', 45, 55, 50, [23, 28]],
      ['a canary that alone has requests without an answer has them all', 0, 30, 30, [0, 30]],
      ['there are no more than requests without an answer', 2, 3, 500, [2, 3]],
    ])('%s', async (_what, ofStable, ofCanary, gatewayErrors, errors) => {
      expect(await unanswered(ofStable, ofCanary, gatewayErrors)).toEqual(errors);
    });

    it.each([
      [40, [20, 2]],
      [400, [4, 0]],
    ])(
      "another service's 502s are shared with its own %s requests without an answer",
      async (ofOthers, errors) => {
        expect(await unanswered(45, 5, 40, ofOthers)).toEqual(errors);
      },
    );

    it('a canary that closes connections has most of its own beside the WebSockets of other services', async () => {
      expect(await unanswered(0, 60, 60, 20)).toEqual([0, 45]);
    });
  });

  it('makes a histogram of the latency, whose last entry is above all bounds', async () => {
    await count('b', T, 'RequestCount', 8);
    await put('b', T, 'TargetResponseTime', {
      Values: [0.004, 0.005, 0.07, 0.9, 60],
      Counts: [3, 1, 2, 1, 1],
    });
    const [bucket] = await read({ from: T, to: T + 60 });
    const at = (bound: number) =>
      bucket?.canary?.latency?.[LOAD_BALANCER_BOUNDS_MS.findIndex((each) => each === bound)];
    expect([at(5), at(10), at(100), at(1000), bucket?.canary?.latency?.at(-1)]).toEqual([4, 0, 2, 1, 1]);
    expect(bucket?.canary?.latency).toHaveLength(LOAD_BALANCER_BOUNDS_MS.length + 1);
  });

  it('leaves out a period that began before the span', async () => {
    await count('b', T, 'RequestCount', 8);
    expect(await read({ from: T + 1, to: T + 60 })).toEqual([]);
  });

  it('has no data of a version that no target group serves', async () => {
    await count('b', T, 'RequestCount', 8);
    await alb.tag('b', undefined);
    await becomes([]);
  });

  it('follows the versions when the groups swap their roles', async () => {
    await count('a', T, 'RequestCount', 8);
    await alb.tag('a', 'new');
    await alb.tag('b', 'old');
    await becomes([{ from: T, to: T + 60, canary: { requests: 8, errors: 0 } }]);
  });

  it('knows how stable did before: a day in all, and the last hour in buckets', async () => {
    await count('a', T - 5 * 3600, 'RequestCount', 1000);
    await count('a', T - 5 * 3600, 'HTTPCode_Target_5XX_Count', 3);
    await count('a', T - 120, 'RequestCount', 50);
    const history = await source().history('old', T);
    expect(history.total).toEqual({ requests: 1050, errors: 3 });
    expect(history.buckets).toEqual([{ from: T - 120, to: T - 60, stable: { requests: 50, errors: 0 } }]);
  });

  it('asks for both versions in one call, so that their windows match', async () => {
    await read({ from: T, to: T + 60 });
    expect((await aws.calls()).filter(({ action }) => action === 'GetMetricData')).toHaveLength(1);
  });

  it('tells what it asks about the target groups of both versions, in little', async () => {
    const queries = await source().queries({ stable: 'old', canary: 'new' });
    const balancer = /app\/shop\/\w+/.exec(alb.rule)?.[0];
    const dimensions = (group: string) =>
      `{LoadBalancer=${balancer}, TargetGroup=${/targetgroup\/cart-.\/\w+$/.exec(alb.group(group))?.[0]}}`;
    const codes = [2, 3, 4, 5].map((digit) => `HTTPCode_Target_${digit}XX_Count`).join('|');
    expect(queries).toEqual([
      ...['a', 'b'].flatMap((group) => [
        `AWS/ApplicationELB/RequestCount|${codes}|TargetConnectionErrorCount ${dimensions(group)} Sum 60s`,
        `AWS/ApplicationELB/TargetResponseTime ${dimensions(group)} SampleCount|${LOAD_BALANCER_BOUNDS_MS.map((ms) => `TC(:${ms / 1000})`).join('|')} 60s`,
      ]),
      `AWS/ApplicationELB/RequestCount|${codes}|HTTPCode_ELB_502_Count|HTTPCode_ELB_504_Count {LoadBalancer=${balancer}} Sum 60s`,
    ]);
    expect(JSON.stringify(queries).length).toBeLessThan(1900);
  });
});
