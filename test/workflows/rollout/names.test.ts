import fc from 'fast-check';
import { environmentName, serviceName, versionId } from '../../../activities/plan/names.ts';
import { nameOfVersion, recordName, stackPrefixOf, versionNamed } from '../../../workflows/rollout/names.ts';
import { rolloutId } from '../../../workflows/messages.ts';

interface Triple {
  readonly environment: string;
  readonly service: string;
  readonly version: string;
}

/** Names of few and telling words, so that two of them are often made of the same ones. */
const words = (joints: readonly string[]) =>
  fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'api', 'canary', 'version'), fc.constantFrom(...joints)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((parts) => parts.map(([word, joint], i) => (i === 0 ? word : `${joint}${word}`)).join(''));

const triple: fc.Arbitrary<Triple> = fc.record({
  environment: words(['-']),
  service: words(['-']),
  version: words(['-', '.', '_']),
});

/** All that is made or locked for a version by a name, within what its name is unique in. */
const namesOf = ({ environment, service, version }: Triple) => ({
  stack: nameOfVersion(stackPrefixOf(environment, service), version),
  nodeOfMesh: `${environment}/${nameOfVersion(service, version)}`,
  serviceOfCluster: `${environment}/${nameOfVersion(service, version)}`,
});
const namesOfService = ({ environment, service }: Triple) => ({
  record: recordName(environment, service),
  lock: rolloutId(environment, service),
  router: `${environment}/${service}-vr/${service}-route`,
});

const overlap = (one: object, other: object): string[] =>
  Object.entries(one).flatMap(([what, name]) =>
    (other as Record<string, unknown>)[what] === name ? [`${what} ${name}`] : [],
  );

it('two that differ never share the name of anything', () => {
  fc.assert(
    fc.property(triple, triple, (one, other) => {
      fc.pre(JSON.stringify(one) !== JSON.stringify(other));
      expect(overlap(namesOf(one), namesOf(other))).toEqual([]);
      if (one.environment !== other.environment || one.service !== other.service)
        expect(overlap(namesOfService(one), namesOfService(other))).toEqual([]);
    }),
    { numRuns: 5_000, seed: 16 },
  );
});

it('the same words, however they are shared out, name each something of its own', () => {
  const parted = (texts: string[], joints: string[]): string[] =>
    texts.reduce<string[]>(
      (before, text) =>
        before.length === 0 ? [text] : before.flatMap((b) => joints.map((j) => b + j + text)),
      [],
    );
  const all: Triple[] = [];
  const say = ['a', 'b', 'canary', 'c', 'd', 'e', 'f'];
  for (let i = 1; i < say.length - 1; i++)
    for (let j = i + 1; j < say.length; j++)
      for (const version of parted(say.slice(j), ['-', '.', '_']))
        all.push({ environment: say.slice(0, i).join('-'), service: say.slice(i, j).join('-'), version });
  const stacks = all.map((each) => namesOf(each).stack);
  expect(stacks.length).toBeGreaterThan(100);
  expect(new Set(stacks).size).toBe(stacks.length);
});

it('what these names are made of is what a deployment file takes', () => {
  fc.assert(
    fc.property(triple, ({ environment, service, version }) => {
      expect(environmentName('').safeParse(environment).success).toBe(true);
      expect(serviceName('').safeParse(service).success).toBe(true);
      expect(versionId('').safeParse(version).success).toBe(true);
    }),
  );
});

it('a version can be read from the name that it has, and from no other', () => {
  fc.assert(
    fc.property(triple, triple, (one, other) => {
      expect(versionNamed(one.service, nameOfVersion(one.service, one.version))).toBe(one.version);
      if (one.service !== other.service)
        expect(versionNamed(one.service, nameOfVersion(other.service, other.version))).toBeUndefined();
    }),
    { numRuns: 3_000, seed: 7 },
  );
});

it.each([
  ['ecs-blogpost', 'yelb-appserver', '883e2be3', 'ecs-blogpost-yelb-appserver-883e2be3'],
  ['shop', 'cart', '1.4.2', 'shop-cart-1---4---2'],
  ['shop', 'cart-api', '883e2be3', 'shop-cart-api-883e2be3'],
  ['shop', 'cart', 'api-883e2be3', 'shop-cart-api--883e2be3'],
  ['my-env', 'cart', 'v1', 'my-env--cart-v1'],
])('the stack of %s, %s, %s is %s', (environment, service, version, stack) => {
  expect(namesOf({ environment, service, version }).stack).toBe(stack);
});

it.each([
  ['shop', 'cart', 'shop-canary-cart-version'],
  ['canary', 'cart', 'canary--canary--cart-version'],
])('the record of %s, %s is %s', (environment, service, record) => {
  expect(recordName(environment, service)).toBe(record);
});
