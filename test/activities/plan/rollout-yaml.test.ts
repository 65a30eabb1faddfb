import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describeProblems } from '../../../activities/plan/problem.ts';
import { rolloutSchema } from '../../../activities/plan/rollout-yaml.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';
import { autoStepsDefaults } from '../../../workflows/rollout/auto-steps.ts';
import { evidenceDefaults } from '../../../workflows/rollout/judge/evidence-config.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';

const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc/f2f7/9683';
const IMAGE = `shop/cart@sha256:${'0f1e'.repeat(16)}`;
const LISTENER = RULE.replace('listener-rule', 'listener').replace('/9683', '');

const least = {
  environment: 'shop',
  service: 'cart',
  version: { id: '4f2a91c', image: IMAGE },
  router: { kind: 'alb', rule: { arn: RULE } },
  provisioner: { kind: 'ecs' },
  steps: [
    { weight: 1, bakeSeconds: 300 },
    { weight: 5, bakeSeconds: 600 },
    { weight: 50, bakeSeconds: 1800 },
  ],
  finalBakeSeconds: 3600,
};

const mesh = {
  router: { kind: 'appMesh', protocol: 'http' },
  provisioner: { kind: 'cloudFormation', template: Buffer.from('Resources: {}').toString('base64') },
  metrics: { kind: 'containerInsights', port: 4567 },
};

function planOf(changes: object = {}): RolloutPlan {
  const settled = settlePlan({ ...least, ...changes });
  if (!settled.ok) throw new Error(describeProblems(settled.problems));
  return settled.value;
}

const problemsOf = (changes: object) => {
  const settled = settlePlan({ ...least, ...changes });
  return settled.ok ? [] : settled.problems.map(({ path, message }) => `${path}: ${message}`);
};

it('makes a plan of what is least, with the defaults of the rest', () => {
  const rule = { arn: RULE };
  const owner = { environment: 'shop', service: 'cart' };
  const home = { cluster: 'shop', service: 'cart' };
  expect(planOf()).toEqual({
    environment: 'shop',
    service: 'cart',
    version: { id: '4f2a91c', image: IMAGE },
    driver: {
      kind: 'weighted',
      router: { kind: 'alb', owner, rule, home },
      provisioner: {
        kind: 'ecs',
        owner: { environment: 'shop', service: 'cart' },
        cluster: 'shop',
        service: 'cart',
        rule,
        home,
        image: IMAGE,
        environment: {},
      },
    },
    metrics: { kind: 'loadBalancer', owner, rule, home, periodSeconds: 60 },
    steps: [...least.steps, { weight: 100, bakeSeconds: 3600 }],
    judge: evidenceDefaults,
    ifRunning: 'refuse',
    notifications: [],
    onInconclusive: 'pause',
    onDrift: 'pause',
    limits: {
      readySeconds: 1800,
      extensionSeconds: 1800,
      holdSeconds: 86_400,
      rolloutSeconds: 604_800,
      cleanUpSeconds: 1800,
      drainSeconds: 15,
    },
  });
});

it('makes a plan for a mesh, named as the article names things', () => {
  expect(planOf(mesh)).toMatchObject({
    driver: {
      router: { mesh: 'shop', virtualRouter: 'cart-vr', route: 'cart-route', nodePrefix: 'cart' },
      provisioner: {
        stackPrefix: 'shop-cart',
        templateBody: 'Resources: {}',
        parameters: { Sha: '4f2a91c', ContainerImage: IMAGE },
      },
    },
    metrics: { kind: 'containerInsights', cluster: 'shop', family: 'cart', port: 4567, protocol: 'http' },
  });
});

const address = 'http://prometheus:9090';
const promQl = 'sum(rate(rq{version="{{version}}"}[{{window}}]))';
const prometheus = { kind: 'prometheus', address, own: { requests: promQl, errors: promQl } };
const own = { namespace: 'Shop', metric: 'Requests', dimensions: { Version: '{{version}}' } };
const cloudwatch = { kind: 'cloudwatch', requests: own, errors: { expression: 'm', metrics: { m: own } } };

it.each([
  ['alb', {}],
  ['appMesh', mesh],
])("reads the user's own metrics behind the router %s", (_, router) => {
  expect(planOf({ ...router, metrics: prometheus }).metrics).toEqual({
    ...prometheus,
    periodSeconds: 10,
    scrapeSeconds: 5,
  });
  expect(planOf({ ...router, metrics: cloudwatch }).metrics).toEqual({
    kind: 'cloudwatch',
    periodSeconds: 60,
    lagSeconds: 60,
    requests: { ...own, stat: 'Sum' },
    errors: { expression: 'm', metrics: { m: { ...own, stat: 'Sum' } } },
  });
});

it('reads the Envoys of a mesh through Prometheus, in buckets of ten seconds', () => {
  expect(planOf({ ...mesh, metrics: { kind: 'envoy', address, port: 4567 } }).metrics).toEqual({
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

const envoy = { kind: 'envoy', address, port: 4567 };
const ONE_CLASS =
  /^metrics\.countAsErrors: is a list: must be 4xx: these metrics know the class of a response/;

it.each<[string, object, unknown]>([
  ['a load balancer', { metrics: { kind: 'loadBalancer', countAsErrors: '4xx' } }, '4xx'],
  ['Container Insights', { ...mesh, metrics: { ...mesh.metrics, countAsErrors: '4xx' } }, '4xx'],
  ['Envoys', { ...mesh, metrics: { ...envoy, countAsErrors: '4xx' } }, '4xx'],
  ['Envoys, by code', { ...mesh, metrics: { ...envoy, countAsErrors: [404, 429] } }, [404, 429]],
])("takes HTTP's 4xx for errors where the file says so: as counted by %s", (_, changes, expected) => {
  expect(planOf(changes).metrics).toMatchObject({ countAsErrors: expected });
  expect(problemsOf(changes)).toEqual([]);
});

it.each<[string, object, RegExp]>([
  ['single codes of a load balancer', { metrics: { kind: 'loadBalancer', countAsErrors: [404] } }, ONE_CLASS],
  [
    'single codes of Container Insights',
    { ...mesh, metrics: { ...mesh.metrics, countAsErrors: [404] } },
    ONE_CLASS,
  ],
  [
    'codes that are no 4xx',
    { ...mesh, metrics: { ...envoy, countAsErrors: [302] } },
    /^metrics\.countAsErrors\.0: is 302: must be a whole number from 400 to 499/,
  ],
  [
    'no code at all',
    { ...mesh, metrics: { ...envoy, countAsErrors: [] } },
    /^metrics\.countAsErrors: .*must be 4xx, or a list of codes from 400 to 499$/,
  ],
  [
    "HTTP's codes of gRPC",
    { ...mesh, router: { ...mesh.router, protocol: 'grpc' }, metrics: { ...envoy, countAsErrors: '4xx' } },
    /^metrics\.countAsErrors: is "4xx": needs the protocol http or http2: grpc has no 4xx$/,
  ],
])('refuses to count as errors %s', (_, changes, sentence) => {
  expect(problemsOf(changes)).toEqual([expect.stringMatching(sentence)]);
});

it.each([
  ['an address that is none', { kind: 'envoy', address: 'prometheus', port: 80 }, 'metrics.address'],
  ['buckets of one scrape', { ...prometheus, periodSeconds: 5 }, 'metrics.scrapeSeconds'],
  [
    'a query about no version',
    { ...prometheus, own: { requests: promQl, errors: 'up' } },
    'metrics.own.errors',
  ],
  [
    'a metric of both versions',
    { ...cloudwatch, requests: { namespace: 'Shop', metric: 'm' } },
    'metrics.requests',
  ],
  ['a kind that there is not', { kind: 'graphite' }, 'metrics.kind'],
])('refuses metrics with %s', (_, metrics, path) => {
  expect(problemsOf({ ...mesh, metrics }).map((problem) => problem.split(':')[0])).toEqual([path]);
});

it('takes a rule by the tags that it has among those of a listener', () => {
  const rule = { listener: LISTENER, tags: { service: 'cart' } };
  const plan = planOf({ router: { kind: 'alb', rule } });
  expect([plan.driver.router, plan.driver.provisioner, plan.metrics]).toMatchObject([
    { rule },
    { rule },
    { rule },
  ]);
});

it('takes a judge with some of its settings', () => {
  expect(planOf({ judge: { kind: 'errorCount' } }).judge).toEqual({
    kind: 'errorCount',
    threshold: 0,
    windowSeconds: 600,
  });
  expect(planOf({ judge: { kind: 'evidence', proofWeight: 20 } }).judge).toEqual({
    ...evidenceDefaults,
    proofWeight: 20,
  });
  const objectives = [{ metric: 'latency', percentile: 99, atMostMs: 250 }];
  expect(planOf({ judge: { kind: 'threshold', objectives } }).judge).toMatchObject({
    objectives,
    failureLimit: 0,
  });
});

it('keeps the limits that are left out', () => {
  expect(planOf({ limits: { drainSeconds: 300 } }).limits).toMatchObject({
    drainSeconds: 300,
    readySeconds: 1800,
  });
});

it.each<[string, object, RegExp]>([
  ['a missing service', { service: undefined }, /^service: is missing: must be a text: the service$/],
  ['a typing error', { setps: [] }, /^setps: there is no such field: did you mean steps\?$/],
  ['an unknown router', { router: { kind: 'nginx' } }, /^router.kind: .*must have a kind: alb or appMesh/],
  ['an ARN of something else', { router: { kind: 'alb', rule: { arn: 'arn:aws:s3:::b' } } }, /^router.rule/],
  [
    'weights that do not rise',
    { steps: [least.steps[1], least.steps[0]] },
    /^steps.1.weight: is 1: must be above 5, the weight before it$/,
  ],
  [
    'a step of 100 %',
    { steps: [{ weight: 100, bakeSeconds: 1 }] },
    /^steps.0.weight: is 100: .*from 1 to 99/,
  ],
  ['half a second', { finalBakeSeconds: 0.5 }, /^finalBakeSeconds: is 0.5: must be a whole number/],
  [
    'a number as an environment variable',
    { provisioner: { kind: 'ecs', environment: { N: 1 } } },
    /quote it/,
  ],
  [
    'ecs behind a mesh',
    { ...mesh, provisioner: { kind: 'ecs' } },
    /^provisioner.kind: .*needs the router alb/,
  ],
  [
    'a mesh without metrics',
    { ...mesh, metrics: undefined },
    /^metrics: is missing: with the router appMesh/,
  ],
  ['metrics of another router', { metrics: mesh.metrics }, /^metrics: .*containerInsights knows nothing of/],
  ['half a minute of metrics', { metrics: { kind: 'loadBalancer', periodSeconds: 90 } }, /whole minutes/],
])('refuses %s', (_what, changes, sentence) => {
  expect(problemsOf(changes)).toEqual([expect.stringMatching(sentence)]);
});

it('leaves the steps to the traffic, within its bounds or the usual ones', () => {
  const last = [{ weight: 100, bakeSeconds: 3600 }];
  expect(planOf({ steps: 'auto' })).toMatchObject({ steps: last, autoSteps: autoStepsDefaults });
  expect(planOf({ steps: { auto: { to: 20, bakeSeconds: 120 } } })).toMatchObject({
    steps: last,
    autoSteps: { ...autoStepsDefaults, to: 20, bakeSeconds: 120 },
  });
  expect(problemsOf({ steps: { auto: { from: 30, to: 20, grow: 3 } } })).toEqual([
    'steps.auto.grow: there is no such field: did you mean growth?',
    'steps.auto.to: is 20: must not be below from',
  ]);
  expect(problemsOf({ steps: { auto: { from: 30, to: 20 } } })).toEqual([
    'steps.auto.to: is 20: must not be below from',
  ]);
  expect(problemsOf({ steps: 'some' })).toEqual(['steps: is "some": must be a list of steps, or auto']);
  expect(problemsOf({ steps: 'auto', judge: { kind: 'errorCount' } })).toEqual([
    'steps: is "auto": auto needs the judge evidence: errorCount has no doubt that keeps a weight',
  ]);
});

it('takes no steps: all traffic goes at once, and is baked', () => {
  expect(planOf({ steps: [], finalBakeSeconds: 60 }).steps).toEqual([{ weight: 100, bakeSeconds: 60 }]);
});

it('names everything that is wrong at once', () => {
  expect(problemsOf({ service: '', finalBakeSeconds: 0, onDrift: 'ignore' })).toHaveLength(3);
});

it('stretches bakes that are shorter than the metrics take to a first verdict, or refuses them where asked', () => {
  const short = { steps: [{ weight: 10, bakeSeconds: 179 }], finalBakeSeconds: 180 };
  expect(planOf(short).steps[0]).toEqual({ weight: 10, bakeSeconds: 179 });
  expect(problemsOf({ ...short, onShortBake: 'refuse' })).toEqual([
    expect.stringMatching(
      /^steps\.0\.bakeSeconds.*must be at least 180, since these metrics allow no verdict/,
    ),
  ]);
});

describe('a duration', () => {
  it.each<[string, number]>([
    ['90s', 90],
    ['5m', 300],
    ['1h30m', 5400],
    ['2d', 172_800],
    ['1d2h3m4s', 93_784],
  ])('may be written %s', (written, seconds) => {
    const { limits, steps } = planOf({ finalBakeSeconds: written, limits: { holdSeconds: written } });
    expect([limits.holdSeconds, steps.at(-1)?.bakeSeconds]).toEqual([seconds, seconds]);
    expect(isInSchema({ ...least, finalBakeSeconds: written })).toBe(true);
  });

  it.each(['', 'm', '5', '5 m', '1.5h', '5m1h', '-5m', '8d', '0s'])('may not be written "%s"', (written) => {
    expect(problemsOf({ finalBakeSeconds: written })).toEqual([
      expect.stringMatching(
        /^finalBakeSeconds: is ".*": must be a whole number from 1 to 604800, or a duration such as 5m/,
      ),
    ]);
  });

  it('is one of the periods that there are', () => {
    const metrics = { kind: 'loadBalancer', periodSeconds: '5m' };
    expect(planOf({ metrics }).metrics).toMatchObject({ periodSeconds: 300 });
    expect(problemsOf({ metrics: { ...metrics, periodSeconds: '90s' } })).toEqual([
      expect.stringMatching(/whole minutes/),
    ]);
  });

  const isInSchema = new Ajv({ strict: false, formats: { uri: true } }).compile(rolloutSchema());
});

describe('what contradicts itself', () => {
  const given = (nodes: object, services: object) => ({
    ...mesh,
    stable: 'v1',
    router: { ...mesh.router, nodes },
    provisioner: { kind: 'given', services },
  });

  it.each<[string, object, string | RegExp]>([
    [
      'bakes longer than the whole rollout',
      { limits: { rolloutSeconds: 6000 } },
      /^limits\.rolloutSeconds: is 6000: must be at least 6300, the seconds that the bakes take together/,
    ],
    [
      'a gate longer than the whole rollout',
      { finalGate: { seconds: '8d' } },
      /^limits\.rolloutSeconds: .*at least 691200, the seconds that a gate stays open/,
    ],
    [
      'a version that may take longer than the whole rollout',
      { limits: { readySeconds: 9000, rolloutSeconds: 8000 } },
      /^limits\.rolloutSeconds: .*at least 9000, the seconds that the new version may take to be ready/,
    ],
    [
      'an old version that is kept longer than the whole rollout',
      { keepOldSeconds: 1000, limits: { rolloutSeconds: 7000 } },
      /^limits\.rolloutSeconds: .*at least 7300, the seconds that the bakes and keepOldSeconds take together/,
    ],
    [
      'a variable for a task definition that is registered already',
      { provisioner: { kind: 'ecs', revision: 'cart:7', environment: { COLOUR: 'blue' } } },
      /^provisioner\.environment: .*must be left out where provisioner\.revision names a task definition/,
    ],
    [
      'a way back in steps where no service stays',
      {
        provisioner: { kind: 'ecs', replace: 'swap', handBack: [{ weight: 50, bakeSeconds: 60 }] },
      },
      /^provisioner\.handBack: .*must be left out with replace: swap/,
    ],
    [
      'a way back in steps by metrics that know versions by their names',
      {
        provisioner: { kind: 'ecs', handBack: [{ weight: 50, bakeSeconds: 60 }] },
        metrics: prometheus,
      },
      /^provisioner\.handBack: .*must be left out with metrics of kind prometheus/,
    ],
    [
      'a step back that is no greater than the one before it',
      {
        provisioner: {
          kind: 'ecs',
          handBack: [
            { weight: 50, bakeSeconds: 60 },
            { weight: 50, bakeSeconds: 60 },
          ],
        },
      },
      /^provisioner\.handBack\.1\.weight: is 50: must be above 50/,
    ],
    [
      'a revision without its number',
      { provisioner: { kind: 'ecs', revision: 'cart' } },
      /^provisioner\.revision: is "?cart"?: must be the family and revision of a task definition/,
    ],
    [
      'both versions on one node',
      given({ v1: 'cart', '4f2a91c': 'cart' }, {}),
      /^router\.nodes\.4f2a91c: .*must not be the virtual node of v1 as well/,
    ],
    [
      'both versions in one service',
      given({ v1: 'a', '4f2a91c': 'b' }, { v1: 'cart', '4f2a91c': 'cart' }),
      /^provisioner\.services\.4f2a91c: .*must not be the ECS service of v1 as well/,
    ],
    ['a chance of nothing', { judge: { kind: 'evidence', falseRollbackChance: 0 } }, /above 0 and below 1/],
    ['a chance of all', { judge: { kind: 'evidence', falseRollbackChance: 1 } }, /above 0 and below 1/],
  ])('is refused: %s', (_what, changes, sentence) => {
    expect(problemsOf(changes)).toEqual([expect.stringMatching(sentence)]);
  });
});

it('publishes its JSON Schema as it is', () => {
  const published = join('activities', 'plan', 'rollout.schema.json');
  // `bin/serin schema` writes it anew.
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(rolloutSchema())));
});

describe('the name of an image', () => {
  it.each([
    'cart',
    'shop/cart:1.4.2',
    IMAGE,
    `cart:v1@sha256:${'a'.repeat(64)}`,
    'localhost:5000/team/cart:v1',
    '123456789012.dkr-ecr.eu-west-1.on.aws/shop/my_cart:2026-01-01_00.00.00.0123abcd',
    'public.ecr.aws/nginx/nginx:1.27-alpine',
  ])('may be %s', (image) => {
    expect(problemsOf({ version: { id: 'v1', image } })).toEqual([]);
  });

  it.each([
    '<script>alert(1)</script>',
    'Shop/Cart:v1/x',
    'cart@sha256:0f1e',
    'cart:',
    '/cart',
    'cart:v1:v2',
    'cart:$(touch hacked)',
    'a'.repeat(256),
  ])('is refused before anything is asked: %s', (image) => {
    expect(problemsOf({ version: { id: 'v1', image } })).toEqual([
      expect.stringMatching(
        /^version\.image: .*must (be an image, such as shop\/cart:1\.4\.2|have at most 255)/,
      ),
    ]);
  });
});

it.each<[string, object, RegExp]>([
  [
    'a container',
    { provisioner: { kind: 'ecs', container: '<b>app' } },
    /^provisioner\.container: .*letters/,
  ],
  [
    'a cluster',
    { provisioner: { kind: 'ecs', cluster: '<b>shop' } },
    /^provisioner\.cluster: .*angle brackets/,
  ],
  [
    'a variable',
    { provisioner: { kind: 'ecs', environment: { 'A<b>': '1' } } },
    /^provisioner\.environment: /,
  ],
  ['a tag', { tags: { team: '<img src=x>' } }, /^tags\.team: .*must be a tag's value/],
  [
    'a person',
    { steps: [{ weight: 10, bakeSeconds: 300, gate: { by: ['<b>ann'] } }] },
    /^steps\.0\.gate\.by\.0: .*angle brackets/,
  ],
])('refuses HTML in the name of %s', (_what, changes, sentence) => {
  expect(problemsOf(changes)).toEqual([expect.stringMatching(sentence)]);
});

describe('tags', () => {
  it('go to what makes a version', () => {
    expect(planOf({ tags: { team: 'shop' } }).driver.provisioner).toMatchObject({ tags: { team: 'shop' } });
    expect(planOf({ ...mesh, tags: { team: 'shop' } }).driver.provisioner).toMatchObject({
      tags: { team: 'shop' },
    });
    expect(planOf().driver.provisioner).not.toHaveProperty('tags');
  });

  it.each(['aws:stack', 'serin:version', ''])(
    "are refused where the key «%s» is not the user's own",
    (key) => {
      expect(problemsOf({ tags: { [key]: 'x' } })).toEqual([expect.stringMatching(/^tags/)]);
    },
  );
});

describe('names', () => {
  it.each([
    ['AWS keeps for itself', { environment: 'aws-prod' }, /^environment: is "aws-prod": .*Parameter Store/],
    ['has two dashes in a row', { service: 'cart--api' }, /^service: .*single dashes/],
    ['has an underscore', { service: 'customer_api' }, /^service: .*single dashes/],
    [
      'is too long for a stack when all parts are together',
      {
        ...mesh,
        environment: 'e'.repeat(40),
        service: 's'.repeat(60),
        version: { id: 'v'.repeat(40), image: 'cart:v' },
        provisioner: {
          kind: 'cloudFormation',
          template: Buffer.from('Resources: { A: { Type: AWS::ECS::Service } }').toString('base64'),
        },
      },
      /^\(file\): the stack would be named e.*, which has 142 characters; 128 is the most$/,
    ],
    [
      'ECS would refuse',
      { provisioner: { kind: 'ecs', cluster: 'shop/eu' } },
      /^\(file\): the cluster would be named shop\/eu: ECS takes/,
    ],
  ])('refuses one that %s', (_what, changes, sentence) => {
    expect(problemsOf(changes)).toEqual([expect.stringMatching(sentence)]);
  });

  it.each(['1.4.2', 'v1-rc_2', 'constructor', '883e2be3'])('takes %s as a version', (id) => {
    expect(problemsOf({ version: { id, image: 'cart:v' } })).toEqual([]);
  });
});
