import { setTimeout } from 'node:timers/promises';
import type { WorkflowHandle } from '@temporalio/client';
import fc from 'fast-check';
import { commandSignal, commandUpdate, rolloutId, SIGNALS, UPDATES } from '../../workflows/messages.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { awsError, World, worldServing, type Operation } from '../fakes/world.ts';
import { startHarness, type Ended, type Harness } from './harness.ts';
import { lostTask } from './lost-task.ts';

// `npm run sequences` runs ten thousand with a seed of their own; here are a few that are always the same.
const RUNS = Number(process.env['SEQUENCES'] ?? 30);
const SEED = process.env['SEQUENCES'] === undefined ? { seed: 20_260_101 } : {};

let harness: Harness;
let runsOnServer = 0;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/**
 * A server that skips time keeps all that it ran and leaps years at the end of most rollouts, and an activity that outlives its workflow
 * stops its time for good: so it is replaced now and then.
 */
async function movingHarness(): Promise<Harness> {
  const moves = harness.env.sleep(1000).then(
    () => true,
    () => false,
  );
  const isGood =
    ++runsOnServer <= 250 && (await Promise.race([moves, setTimeout(10_000, false, { ref: false })]));
  if (!isGood) await replaceHarness();
  return harness;
}

async function replaceHarness(): Promise<void> {
  await harness.close();
  [harness, runsOnServer] = [await startHarness(), 0];
}

const OPERATIONS: readonly Operation[] = [
  'read',
  'write',
  'create',
  'readiness',
  'remove',
  'sample',
  'readVersion',
  'recordVersion',
  'hold',
  'release',
  'handOver',
];
const ERRORS = ['ThrottlingException', 'InternalFailure', 'AccessDeniedException', 'NotFoundException'];

const ENDS = ['promoted', 'RolledBack', 'Aborted', 'Refused'];

/** One thing that happens from outside, after some time. */
const happening = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('signal'), name: fc.constantFrom(...SIGNALS) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('update'), name: fc.constantFrom(...UPDATES) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constantFrom('fault', 'lostReply'),
      operation: fc.constantFrom(...OPERATIONS),
      errors: fc.array(fc.constantFrom(...ERRORS), { minLength: 1, maxLength: 30 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('drift'), weight: fc.integer({ min: 0, max: 100 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel') }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

const story = fc.record({
  firstDeployment: fc.boolean(),
  /** Versions that something scales, and whether they get it from the one before them. */
  scaled: fc.subarray(['v1', 'v2']),
  copies: fc.boolean(),
  weights: fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 4 }),
  gates: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
  onInconclusive: fc.constantFrom('pause', 'rollBack', 'advance'),
  onDrift: fc.constantFrom('restore', 'pause', 'rollBack'),
  /** What each look at the metrics finds: errors in a hundred requests, or no data. */
  looks: fc.array(fc.option(fc.constantFrom(0, 0, 0, 50), { nil: undefined }), {
    minLength: 1,
    maxLength: 12,
  }),
  happenings: fc.array(
    fc.record({
      after: fc.integer({ min: 0, max: 400 }),
      what: happening,
      n: fc.integer({ min: 0, max: 110 }),
    }),
    { maxLength: 8 },
  ),
});
type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

it(
  'whatever happens in whatever order, a rollout ends whole: promoted with the new version, or back with the old one',
  () =>
    fc.assert(
      fc.asyncProperty(story, async (told) => {
        const server = await movingHarness();
        const world = worldOf(told);
        const running = server.run(world, fileOf(told), async (handle, sleep) => {
          for (const { after, what, n } of told.happenings) {
            await sleep(after);
            await happen(world, handle, what, n).catch(() => undefined); // It may have ended, or refuse.
          }
        });
        const watch = new AbortController();
        const lost = lostTask(server.env, rolloutId('shop', 'cart'), watch.signal);
        const ended = await Promise.race([running, lost.catch(() => running)]);
        watch.abort();
        if (ended === undefined) {
          console.warn(
            'The test server lost a workflow task: nothing is known of this story, so another one is told',
          );
          await Promise.allSettled([replaceHarness(), running]);
        }
        fc.pre(ended !== undefined);
        expectWhole(told, world, ended);
      }),
      { numRuns: RUNS, ...SEED },
    ),
  3 * 3_600_000,
);

function worldOf({ firstDeployment, copies, scaled, looks }: Story): World {
  const world = firstDeployment ? new World() : worldServing('v1');
  world.copies = copies;
  for (const version of scaled) if (version === 'v2' || !firstDeployment) world.scaled.set(version, 'free');
  let look = 0;
  world.canary = () => {
    const errors = looks[look++ % looks.length];
    return errors === undefined ? undefined : { requests: 100, errors };
  };
  return world;
}

function fileOf({ weights, gates, onInconclusive, onDrift }: Story) {
  const steps = [...weights]
    .sort((a, b) => a - b)
    .map((weight, i) => ({
      weight,
      bakeSeconds: 60,
      ...(gates[i] && { gate: { by: ['ann'], seconds: 600 } }),
    }));
  const limits = { readySeconds: 300, extensionSeconds: 120, holdSeconds: 900, drainSeconds: 5 };
  return rolloutYaml({ steps, onInconclusive, onDrift, limits });
}

async function happen(world: World, handle: WorkflowHandle, what: Happening, n: number): Promise<unknown> {
  const input = { by: n % 2 ? 'ann' : 'bob', weight: n, step: n % 3 === 0, holdVerdict: n % 5 === 0 };
  if ('name' in what)
    return what.kind === 'signal'
      ? handle.signal(commandSignal(what.name), input)
      : handle.executeUpdate(commandUpdate(what.name), { args: [input] });
  if ('operation' in what) {
    // What is not allowed has no effect.
    const names =
      what.kind === 'lostReply' ? what.errors.filter((name) => !/AccessDenied/.test(name)) : what.errors;
    const errors = names.map((name) => awsError(name));
    return what.kind === 'fault'
      ? world.failNext(what.operation, ...errors)
      : world.loseReplies(what.operation, ...errors);
  }
  if ('weight' in what) return drift(world, what.weight);
  return handle.cancel();
}

/** Somebody turns the weights by hand, where there are two to turn. */
function drift(world: World, weight: number): void {
  const [first, second] = world.split;
  if (first && second)
    world.split = [
      { ...first, weight: 100 - weight },
      { ...second, weight },
    ];
}

function expectWhole(told: Story, world: World, { outcome, effects }: Ended): void {
  const before = told.firstDeployment ? [] : ['v1'];
  const after = outcome === 'promoted' ? ['v2'] : before;
  // Who cancels before anything is made gets just that.
  const ends = effects.length === 0 ? [...ENDS, 'CancelledFailure'] : ENDS;
  expect(ends).toContain(outcome);
  expect([...world.running]).toEqual(after);
  expect(world.split).toEqual(after.map((version) => ({ version, weight: 100 })));

  expectScaledAsBefore(told, world, after);

  const writes = effects.filter((effect) => effect.startsWith('write'));
  const asked = told.happenings.map(({ n }) => n);
  for (const write of writes) {
    const shares = [...write.matchAll(/(v\d) (\d+)/g)].map(([, version, weight]) => ({
      version,
      weight: Number(weight),
    }));
    if (shares.length > 0) expect(shares.reduce((sum, { weight }) => sum + weight, 0)).toBe(100);
    const canary = shares.find(({ version }) => version === 'v2')?.weight ?? 0;
    expect([0, 100, ...told.weights, ...asked]).toContain(canary);
  }
  const removed = effects.indexOf('remove v1');
  if (removed >= 0) expect(effects.findIndex((effect) => effect.startsWith('record'))).toBeLessThan(removed);
}

const isHoldRefused = ({ happenings }: Story): boolean =>
  happenings.some(
    ({ what }) =>
      'operation' in what &&
      what.kind === 'fault' &&
      what.operation === 'hold' &&
      what.errors.includes('AccessDeniedException'),
  );

/** Nothing is held any more, and who serves is scaled as it should be; a rollout goes without what it may not hold. */
function expectScaledAsBefore(told: Story, world: World, serving: string[]): void {
  const faulty = (operation: Operation) =>
    told.happenings.some(({ what }) => 'operation' in what && what.operation === operation);
  if (faulty('hold') && faulty('release')) return;
  expect([...world.scaled.values()]).not.toContain('held');
  if (isHoldRefused(told)) return;
  const inherits = told.copies && !told.firstDeployment && told.scaled.includes('v1');
  const scaled = serving.filter((version) => told.scaled.includes(version) || inherits);
  expect(serving.filter((version) => world.scaled.has(version))).toEqual(scaled);
}
