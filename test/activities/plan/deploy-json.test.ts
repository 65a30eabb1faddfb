import { settlePlan } from '../../../activities/plan/settle.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { weightedOf } from '../../fakes/weighted-of.ts';

const planOf = (changes: Record<string, unknown> = {}) => {
  const settled = settlePlan(deployJson(changes));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
};

const problemsOf = (input: unknown) => {
  const settled = settlePlan(input);
  return settled.ok ? [] : settled.problems;
};

const without = (field: string) => {
  const { [field]: _, ...rest } = deployJson();
  return rest;
};

describe("the seed's deploy.json", () => {
  it('becomes a plan under the names of the seed', () => {
    expect(planOf()).toMatchObject({
      environment: 'shop',
      service: 'cart',
      version: { id: 'v2', image: 'shop:2026-01-02.v2' },
      driver: {
        kind: 'weighted',
        router: {
          kind: 'appMesh',
          mesh: 'shop',
          virtualRouter: 'cart-vr',
          route: 'cart-route',
          nodePrefix: 'cart',
        },
        provisioner: {
          stackPrefix: 'shop-cart',
          parameters: { Port: '4567', Protocol: 'http', Sha: 'v2' },
          capabilities: [],
        },
      },
      judge: { kind: 'errorCount', threshold: 1, windowSeconds: 600 },
      onInconclusive: 'pause',
      limits: { readySeconds: 1800, extensionSeconds: 1800, holdSeconds: 86_400, rolloutSeconds: 604_800 },
    });
  });

  it('passes all seven parameters to the template', () => {
    const { provisioner } = weightedOf(planOf());
    if (provisioner.kind !== 'cloudFormation') throw new Error('not a stack');
    expect(Object.keys(provisioner.parameters).sort()).toEqual(
      [
        'ContainerImage',
        'EnvironmentName',
        'MicroserviceName',
        'Namespace',
        'Port',
        'Protocol',
        'Sha',
      ].sort(),
    );
  });

  it.each([
    [
      'numbers as text',
      { PercentageStep: '50', WaitTime: '60', Port: '80' },
      { steps: [{ weight: 50 }, { weight: 100 }] },
    ],
    ['a threshold that is absent', { FailureThresholdValue: undefined }, { judge: { threshold: 0 } }],
    ['a threshold of null', { FailureThresholdValue: null }, { judge: { threshold: 0 } }],
    ['a window of 0', { FailureThresholdTime: 0 }, { judge: { windowSeconds: 600 } }],
    ['a protocol in capitals', { Protocol: 'HTTP' }, { driver: { router: { protocol: 'http' } } }],
    ['a sha with a dash', { Sha: 'a1-b2' }, { version: { id: 'a1-b2' } }],
  ])('takes %s', (_what, changes, expected) => {
    expect(planOf(changes)).toMatchObject(expected);
  });

  it("takes the article's own names", () => {
    const { PercentageStep: _, WaitTime: __, ...rest } = deployJson();
    const settled = settlePlan({ ...rest, percent_step: 20, wait_time: 30 });
    expect(settled).toMatchObject({
      ok: true,
      value: { steps: [{ weight: 20, bakeSeconds: 30 }, {}, {}, {}, {}] },
    });
  });

  it('refuses a field that is given by both of its names, of which one would be forgotten', () => {
    expect(problemsOf(deployJson({ percent_step: 20 }))).toEqual([
      { path: 'PercentageStep', message: 'is given as percent_step, too: leave one of them out' },
    ]);
    const Metrics = { Kind: 'envoy', Address: 'http://one:9090', address: 'http://two:9090' };
    expect(problemsOf(deployJson({ Metrics }))).toEqual([
      { path: 'Metrics.Address', message: 'is given as address, too: leave one of them out' },
    ]);
  });

  it('takes durations where it takes seconds', () => {
    expect(planOf({ WaitTime: '90s', FailureThresholdTime: '1h30m' })).toMatchObject({
      steps: [{ bakeSeconds: 90 }, {}, {}, {}],
      judge: { windowSeconds: 5400 },
    });
  });

  it('takes a template that base64 wrapped at 76 columns', () => {
    const template = `Resources:\n${'  # a comment to make it long enough to wrap\n'.repeat(9)}`;
    const wrapped = Buffer.from(template).toString('base64').replace(/.{76}/g, '$&\n');
    expect(planOf({ CanaryTemplate: wrapped }).driver.provisioner).toMatchObject({ templateBody: template });
  });

  it.each([
    ['PercentageStep', 0],
    ['PercentageStep', -10],
    ['PercentageStep', 150],
    ['PercentageStep', 12.5],
    ['PercentageStep', 'ten'],
    ['PercentageStep', undefined],
    ['WaitTime', 0],
    ['WaitTime', 'a while'],
    ['WaitTime', undefined],
    ['Port', 70_000],
    ['Protocol', 'udp'],
    ['Sha', 'a/b'],
    ['Sha', '--'],
    ['EnvironmentName', '1shop'],
    ['MicroserviceName', '../etc'],
    ['ContainerImage', ''],
    ['CanaryTemplate', 'not base64!'],
    ['CanaryTemplate', Buffer.from('hello').toString('base64')],
    ['CanaryTemplate', Buffer.from(`Resources:\n${'x'.repeat(60_000)}`).toString('base64')],
    ['MetricPeriod', 7],
    ['Capabilities', ['CAPABILITY_ALL']],
  ])('refuses %s = %j and names the field', (field, value) => {
    expect(problemsOf({ ...without(field), [field]: value }).map(({ path }) => path.split('.')[0])).toEqual([
      field,
    ]);
  });

  it('names every problem at once, each with its value and what would be right', () => {
    const problems = problemsOf(deployJson({ PercentageStep: 150, WaitTime: 'soon', Protocol: 'udp' }));
    expect(problems.map(({ path, message }) => `${path} ${message}`)).toEqual([
      'Protocol is "udp": must be http, http2, grpc or tcp',
      'PercentageStep is 150: must be a whole number from 1 to 100: percent of traffic that moves at each step',
      'WaitTime is "soon": must be a whole number from 1 to 604800, or a duration such as 5m: seconds for which the weight is kept and judged',
    ]);
  });

  it("names everything that is missing, by the article's own names", () => {
    expect(problemsOf({ EnvironmentName: 'shop' }).map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        ...['MicroserviceName', 'Protocol', 'Port', 'Namespace', 'PercentageStep', 'WaitTime'],
        ...['Sha', 'ContainerImage', 'CanaryTemplate'],
      ]),
    );
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      'a field of another kind',
      { Metrics: { Kind: 'envoy', Address: 'http://p', Lag: 5 } },
      'Metrics.Lag: there is no such field',
    ],
    ['what is missing', { Metrics: { Kind: 'envoy' } }, 'Metrics.Address: is missing:'],
    [
      'a missing query',
      { Metrics: { Kind: 'prometheus', Address: 'http://p', Requests: '{{version}}{{window}}' } },
      'Metrics.Errors: is missing:',
    ],
    [
      'a missing name of a metric',
      {
        Metrics: {
          Kind: 'cloudwatch',
          Requests: { Namespace: 'Shop', Metric: '{{version}}' },
          Errors: { Namespace: 'Shop', Metric: '{{version}}' },
          Latency: { Metric: '{{version}}', Unit: 's', BoundsMs: [1] },
        },
      },
      'Metrics.Latency.Namespace: is missing:',
    ],
    ['a deadline', { HoldTimeout: 0 }, 'HoldTimeout: is 0: must be a whole number from 1'],
    ['an image', { ContainerImage: 7 }, 'ContainerImage: is 7:'],
    ['a window', { FailureThresholdTime: -1 }, 'FailureThresholdTime: is -1:'],
  ])("tells %s by the article's own names", (_what, changes, beginning) => {
    const told = problemsOf(deployJson(changes)).map(({ path, message }) => `${path}: ${message}`);
    expect(told).toEqual([expect.stringMatching(new RegExp(`^${beginning}`))]);
  });

  it('has one step of all traffic where 100 percent move at once', () => {
    expect(planOf({ PercentageStep: 100, WaitTime: 60 }).steps).toEqual([{ weight: 100, bakeSeconds: 60 }]);
  });

  it('has a hundred steps where one percent moves at a time', () => {
    expect(planOf({ PercentageStep: 1 }).steps).toHaveLength(100);
  });

  it('refuses a field that nothing would read, so that a typing error is not a silent default', () => {
    expect(problemsOf(deployJson({ FailureTresholdValue: 5 }))).toMatchObject([
      { path: 'FailureTresholdValue' },
    ]);
  });
});

it.each([[null], [42], ['text'], [[]], [{}], [{ unknown: true }]])('%j is no deployment file', (input) => {
  expect(problemsOf(input)).toHaveLength(1);
});

describe('where the metrics are', () => {
  const address = 'http://prometheus:9090';
  const query = 'sum(rate(rq{version="{{version}}"}[{{window}}]))';
  const prometheus = { Kind: 'prometheus', Address: address, Requests: query, Errors: query };

  it('is Container Insights unless the file says otherwise', () => {
    const expected = { kind: 'containerInsights', cluster: 'shop', family: 'cart', periodSeconds: 60 };
    expect(planOf({ MetricPeriod: undefined }).metrics).toMatchObject(expected);
    expect(planOf({ Metrics: { Kind: 'containerInsights' }, MetricPeriod: 10 }).metrics).toMatchObject({
      ...expected,
      periodSeconds: 10,
    });
  });

  it('may be a Prometheus that scrapes the Envoys', () => {
    expect(planOf({ Metrics: { Kind: 'envoy', Address: address } }).metrics).toEqual({
      kind: 'envoy',
      address,
      periodSeconds: 10,
      scrapeSeconds: 5,
      mesh: 'shop',
      nodePrefix: 'cart',
      protocol: 'http',
      port: 4567,
    });
  });

  it("may be any Prometheus, asked in the user's words", () => {
    const Latency = { Query: query, Unit: 's', Bounds: [0.1, 0.5] };
    const Metrics = { ...prometheus, Period: 30, CallersRequests: query, CallersErrors: query, Latency };
    expect(planOf({ Metrics }).metrics).toEqual({
      kind: 'prometheus',
      address,
      periodSeconds: 30,
      scrapeSeconds: 5,
      own: { requests: query, errors: query },
      callers: { requests: query, errors: query },
      latency: { query, unit: 's', boundsMs: [100, 500] },
    });
  });

  const Dimensions = { Version: '{{version}}' };
  const cloudwatch = {
    Kind: 'cloudwatch',
    Requests: { Namespace: 'Shop', Metric: 'Requests', Dimensions },
    Errors: {
      Expression: 'all - good',
      Metrics: { all: { Namespace: 'Shop', Metric: 'Requests', Dimensions } },
    },
  };

  it("may be metrics of the user's own in CloudWatch", () => {
    const Latency = { Namespace: 'Shop', Metric: 'Took', Dimensions, Unit: 'ms', BoundsMs: [100, 500] };
    const dimensions = { Version: '{{version}}' };
    const requests = { namespace: 'Shop', metric: 'Requests', dimensions, stat: 'Sum' };
    expect(planOf({ Metrics: { ...cloudwatch, Lag: 30, Latency } }).metrics).toEqual({
      kind: 'cloudwatch',
      periodSeconds: 60,
      lagSeconds: 30,
      requests,
      errors: { expression: 'all - good', metrics: { all: requests } },
      latency: { namespace: 'Shop', metric: 'Took', dimensions, unit: 'ms', boundsMs: [100, 500] },
    });
  });

  it.each([
    ['Metrics', 'prometheus'],
    ['Metrics', { Kind: 'graphite' }],
    ['Metrics.Address', { Kind: 'envoy' }],
    ['Metrics.Address', { Kind: 'envoy', Address: 'prometheus:9090' }],
    ['Metrics.Address', { Kind: 'envoy', Address: 'ftp://prometheus' }],
    ['Metrics.Period', { Kind: 'envoy', Address: address, Period: 9999 }],
    ['Metrics.ScrapeInterval', { Kind: 'envoy', Address: address, Period: 10, ScrapeInterval: 6 }],
    ['Metrics.Requests', { Kind: 'envoy', Address: address, Requests: query }],
    ['Metrics.Requests', { ...prometheus, Requests: 'sum(rate(rq[{{window}}]))' }],
    ['Metrics.Errors', { ...prometheus, Errors: `${query} * {{factor}}` }],
    ['Metrics.Period', { ...cloudwatch, Period: 7 }],
    ['Metrics.Errors', { ...cloudwatch, Errors: undefined }],
    ['Metrics.Requests', { ...cloudwatch, Requests: { Namespace: 'Shop', Metric: 'Requests' } }],
    ['Metrics.Requests.Stat', { ...cloudwatch, Requests: { ...cloudwatch.Requests, Stat: 'Average' } }],
    ['Metrics.CallersErrors', { ...prometheus, CallersRequests: query }],
    ['Metrics.Latency.Bounds', { ...prometheus, Latency: { Query: query, Unit: 's', Bounds: [0.5, 0.1] } }],
  ])('refuses %s: %j', (path, Metrics) => {
    expect(problemsOf(deployJson({ Metrics })).map((problem) => problem.path.replace(/\.Kind$/, ''))).toEqual(
      [path],
    );
  });
});
