import fc from 'fast-check';
import { deployJson } from './deploy-json.ts';
import { rolloutYaml } from './rollout-yaml.ts';

/** A deployment file with one thing wrong, and where that is. */
export interface BadFile {
  readonly content: unknown;
  readonly path: string;
  /** What was done to a file that was right. */
  readonly what: string;
}

type Path = readonly string[];

const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/50dc/f2f7/9683';
const channel = {
  name: 'team',
  kind: 'webhook',
  urlFrom: 'SERIN_URL',
  secretFrom: 'SERIN_KEY',
  events: ['held'],
};

/** Files of both forms that are right, in which nearly every field is used. */
const GOOD: readonly object[] = [
  rolloutYaml({
    stable: 'v1',
    router: { kind: 'alb', rule: { arn: RULE } },
    provisioner: { kind: 'ecs', cluster: 'shop', container: 'app', environment: { MODE: 'fast' }, tasks: 2 },
    metrics: { kind: 'loadBalancer', periodSeconds: 60 },
    steps: [
      { weight: 5, bakeSeconds: 60 },
      { weight: 50, bakeSeconds: 60, gate: { by: ['oncall'], seconds: 60 } },
    ],
    judge: { kind: 'evidence', objectiveErrorRate: 0.01, warmUpSeconds: 30 },
    notifications: [channel],
    tags: { team: 'shop' },
    limits: { readySeconds: 600, holdSeconds: 600 },
  }),
  rolloutYaml({
    metrics: {
      kind: 'prometheus',
      address: 'http://prometheus:9090',
      own: { requests: 'a{v="{{version}}"}[{{window}}]', errors: 'b{v="{{version}}"}[{{window}}]' },
      latency: { query: 'c{v="{{version}}"}[{{window}}]', unit: 's', bounds: [0.1, 0.5] },
    },
    judge: { kind: 'threshold', objectives: [{ metric: 'successRate', atLeast: 0.99 }], failureLimit: 2 },
    onInconclusive: 'pause',
    onDrift: 'restore',
    ifRunning: 'queue',
    finalGate: { onTimeout: 'advance' },
  }),
  deployJson({ Capabilities: ['CAPABILITY_IAM'], DrainTime: 15, OnDrift: 'pause', HoldTimeout: 600 }),
  deployJson({
    Metrics: { Kind: 'cloudwatch', Requests: metric('Requests'), Errors: metric('Errors'), Period: 60 },
    MetricPeriod: undefined,
    IfRunning: 'supersede',
  }),
];

function metric(name: string) {
  return { Namespace: 'Shop', Metric: name, Dimensions: { Version: '{{version}}' } };
}

/** What no field takes that holds such a value: of another type, or out of every range. */
function wrongFor(value: unknown): readonly unknown[] {
  if (typeof value === 'number') return [-1, 1e12, 'many', true, {}, []];
  if (typeof value === 'string') return [7, true, {}, []];
  return Array.isArray(value) ? [7, 'one', true, {}] : [7, 'one', true];
}

/** Every place in a file, and what is there. */
function places(value: unknown, path: Path = []): { path: Path; value: unknown }[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, each]) => places(each, [...path, key]))
      : [];
  return path.length === 0 || value === undefined ? inner : [{ path, value }, ...inner];
}

/** A copy with another value at a place. */
function put(content: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value;
  const inner = put((content as Record<string, unknown>)[key], rest, value);
  return Array.isArray(content)
    ? content.map((each: unknown, i) => (String(i) === key ? inner : each))
    : { ...(content as object), [key]: inner };
}

/** Maps of the user's own names, to which any name may be added. */
const OPEN = ['environment', 'parameters', 'tags', 'Dimensions'];

const wrongValue = (content: object): fc.Arbitrary<BadFile> =>
  fc.constantFrom(...places(content)).chain(({ path, value }) =>
    fc.constantFrom(...wrongFor(value)).map((wrong) => ({
      content: put(content, path, wrong),
      path: path.join('.'),
      what: `${JSON.stringify(wrong)} for ${JSON.stringify(value)}`,
    })),
  );

const strangeField = (content: object): fc.Arbitrary<BadFile> => {
  const objects = [{ path: [], value: content }, ...places(content)].filter(
    ({ path, value }) =>
      typeof value === 'object' &&
      value !== null &&
      !Array.isArray(value) &&
      !OPEN.includes(path.at(-1) ?? ''),
  );
  const field = fc.oneof(
    fc.constantFrom('constructor', 'toString', '__proto__.weight', 'constructor.name', 'weigth', ''),
    fc.string({ minLength: 1, maxLength: 12 }).filter((name) => !(name in content) && name !== '__proto__'),
  );
  return fc.tuple(fc.constantFrom(...objects), field).map(([{ path, value }, name]) => ({
    content: put(content, path, { ...(value as object), [name]: 1 }),
    path: [...path, name].join('.') || '(file)',
    what: `a strange field ${JSON.stringify(name)}`,
  }));
};

/** Too much or too deep, wherever it is. */
const tooMuch = (content: object): fc.Arbitrary<BadFile> =>
  fc
    .tuple(fc.constantFrom(...places(content)), fc.constantFrom('long', 'deep', 'many'))
    .map(([{ path }, kind]) => ({
      content: put(content, path, TOO_MUCH[kind]),
      path: path.join('.'),
      what: `a value that is too ${kind}`,
    }));

const deep = (levels: number): unknown => (levels === 0 ? 1 : [deep(levels - 1)]);
const TOO_MUCH = { long: ':'.repeat(300_000), deep: deep(50), many: Array<number>(300_000).fill(1) };

/** Deployment files of both forms with one thing wrong in each. */
export const badFile: fc.Arbitrary<BadFile> = fc
  .constantFrom(...GOOD)
  .chain((content) =>
    fc.oneof(
      { weight: 8, arbitrary: wrongValue(content) },
      { weight: 3, arbitrary: strangeField(content) },
      { weight: 1, arbitrary: tooMuch(content) },
    ),
  );

/** The files that the others are made of. */
export const goodFiles = GOOD;
