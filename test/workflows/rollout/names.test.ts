import fc from 'fast-check';
import { environmentName, serviceName, versionId } from '../../../activities/plan/names.ts';
import { settlePlan } from '../../../activities/plan/settle.ts';
import { ecsServiceName as serviceNameOf } from '../../../activities/provisioners/ecs-services.ts';
import { lateLookId, lockId, ownerOf, queueId, queuesFor, rolloutId } from '../../../workflows/messages.ts';
import { nameOfVersion, recordName, versionNamed } from '../../../workflows/rollout/names.ts';
import { nodeOf } from '../../../workflows/rollout/node-names.ts';
import { notificationId } from '../../../workflows/rollout/notifications.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { weightedOf } from '../../fakes/weighted-of.ts';

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

/** What a file of one of the two forms, as short as it may be, is settled to. */
function planOf({ environment, service, version }: Triple, kind: 'mesh' | 'balancer'): RolloutPlan {
  const parts = { environment, service, version: { id: version, image: 'shop:1' } };
  const rule = { arn: 'arn:aws:elasticloadbalancing:eu-west-1:123456789012:listener-rule/app/shop/1/2/3' };
  const balanced = {
    router: { kind: 'alb', rule },
    provisioner: { kind: 'ecs', replace: 'swap' },
    metrics: { kind: 'loadBalancer' },
  };
  const settled = settlePlan(rolloutYaml({ ...parts, ...(kind === 'balancer' && balanced) }));
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

/** All that is made or locked for a version by a name, within what its name is unique in. */
function namesOf(triple: Triple) {
  const { version } = triple;
  const { router, provisioner: stacks } = weightedOf(planOf(triple, 'mesh'));
  const { provisioner: copies } = weightedOf(planOf(triple, 'balancer'));
  if (router.kind !== 'appMesh' || stacks.kind !== 'cloudFormation' || copies.kind !== 'ecs')
    throw new Error('another kind');
  return {
    stack: nameOfVersion(stacks.stackPrefix, version),
    node: `${router.mesh}/${nodeOf(router, version)}`,
    ecsService: `${copies.cluster}/${serviceNameOf(copies, version)}`,
  };
}

/** All that a service has, whatever its version. The workflows' ids differ from each other, too. */
function namesOfService(triple: Triple) {
  const { environment, service } = triple;
  const { router } = weightedOf(planOf(triple, 'mesh'));
  if (router.kind !== 'appMesh') throw new Error('another kind');
  return {
    record: recordName(environment, service),
    router: `${router.mesh}/${router.virtualRouter}`,
    route: `${router.mesh}/${router.virtualRouter}/${router.route}`,
    ...workflowsOf(environment, service),
  };
}

function workflowsOf(environment: string, service: string) {
  const rollout = rolloutId(environment, service);
  return {
    rollout,
    queue: queueId(rollout),
    look: lateLookId(rollout, 'run-1'),
    notification: notificationId({ name: 'team' }, { environment, service, id: 'run-1/started/0' }),
    lock: lockId(
      `arn:aws:appmesh:eu-west-1:1:mesh/${environment}/virtualRouter/${service}-vr/route/${service}-route`,
    ),
  };
}

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
    { numRuns: 1_000, seed: 16 },
  );
});

it('no workflow of one service has the id of any other of it, or of another service, and each id tells whose it is', () => {
  fc.assert(
    fc.property(triple, triple, (one, other) => {
      const ids = [one, other].map(({ environment, service }) => workflowsOf(environment, service));
      const same = one.environment === other.environment && one.service === other.service;
      const all = ids.slice(0, same ? 1 : 2).flatMap((each) => Object.values(each));
      expect(new Set(all).size).toBe(all.length);
      const { environment, service } = one;
      const { rollout, look, queue, notification, lock } = ids[0]!;
      expect([rollout, look].map(ownerOf)).toEqual([
        { environment, service },
        { environment, service },
      ]);
      expect([queue, notification, lock].map(ownerOf)).toEqual([undefined, undefined, undefined]);
      expect(queuesFor(queue)).toBe(rollout);
    }),
    { numRuns: 3_000, seed: 17 },
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
