import { statusQuery } from '../../workflows/messages.ts';
import { inPlace } from '../fakes/rollout-yaml.ts';
import { worldAtHome, type World } from '../fakes/world.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';
import { whenHeld } from './once.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const STEPS = {
  provisioner: {
    kind: 'ecs',
    handBack: [
      { weight: 20, bakeSeconds: 300 },
      { weight: 60, bakeSeconds: 300 },
    ],
  },
};

/** What follows once the service runs the new version. */
const since = (effects: readonly string[]) => effects.slice(effects.indexOf('give cart:v2') + 1);

/** The service fails with the new version once it has more than half of the traffic; the canary does not. */
function failingAtHome() {
  const world = worldAtHome('v1');
  world.canary = (weight) => ({
    requests: 100,
    errors: world.homeRuns === 'cart:v2' && weight === 60 ? 50 : 0,
  });
  return world;
}

it('the service gets its traffic back in steps, each of which is judged', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(world, inPlace(STEPS));
  expect(ended.outcome).toBe('promoted');
  expect(since(ended.effects)).toEqual([
    'write cart 20, v2 80',
    'write cart 60, v2 40',
    'write cart 100, v2 0',
    'record shop:2026-01-02.v2',
    'write cart 100',
    'remove v2',
  ]);
  expect(ended.seconds).toBeGreaterThan(180 + 180 + 300 + 300);
});

it('a service that does worse than the canary gives the traffic back to it, which waits for a person', async () => {
  const world = failingAtHome();
  let seen: string | undefined;
  const ended = await harness.run(
    world,
    inPlace(STEPS),
    whenHeld(async (handle) => {
      seen = (await handle.query(statusQuery)).waitsFor?.what;
      await handle.signal('abort', { by: 'ann', reason: 'its hosts are bad' });
    }),
  );
  expect(seen).toMatch(/^a person \(promote or abort\): cart runs v2, and does not get its traffic: /);
  expect(ended).toMatchObject({ outcome: 'Aborted', reason: 'aborted by ann: its hosts are bad' });
  expect(since(ended.effects)).toEqual([
    'write cart 20, v2 80',
    'write cart 60, v2 40',
    'write cart 0, v2 100',
    'give cart:v1',
    'write cart 100, v2 0',
    'write cart 100',
    'remove v2',
  ]);
});

it('a person has it tried again, from its first step', async () => {
  const world = failingAtHome();
  const ended = await harness.run(
    world,
    inPlace(STEPS),
    whenHeld(async (handle) => {
      world.canary = () => ({ requests: 100, errors: 0 });
      await handle.signal('promote', { by: 'ann', reason: 'its hosts are new' });
    }),
  );
  expect(ended.outcome).toBe('promoted');
  expect(since(ended.effects).slice(2, 6)).toEqual([
    'write cart 0, v2 100',
    'write cart 20, v2 80',
    'write cart 60, v2 40',
    'write cart 100, v2 0',
  ]);
});

it('an abort between two of them gives the canary all traffic before the service gets its old version', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(world, inPlace(STEPS), async (handle, sleep) => {
    while (!world.effects.includes('write cart 20, v2 80')) await sleep(30);
    await handle.signal('abort', { by: 'ann', reason: 'enough' });
  });
  expect(ended.outcome).toBe('Aborted');
  expect(since(ended.effects).slice(0, 4)).toEqual([
    'write cart 20, v2 80',
    'write cart 0, v2 100',
    'give cart:v1',
    'write cart 100, v2 0',
  ]);
});

it('weights that somebody changes between two of them wait for a person to resume', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(world, inPlace(STEPS), async (handle, sleep) => {
    while (!world.effects.includes('write cart 20, v2 80')) await sleep(30);
    world.split = [
      { version: 'cart', weight: 50 },
      { version: 'v2', weight: 50 },
    ];
    while (!(await handle.query(statusQuery)).paused) await sleep(30);
    await handle.signal('resume', { by: 'ann', reason: 'it was me' });
  });
  expect(ended.outcome).toBe('promoted');
  expect(since(ended.effects).slice(0, 4)).toEqual([
    'write cart 20, v2 80',
    'write cart 20, v2 80',
    'write cart 60, v2 40',
    'write cart 100, v2 0',
  ]);
});

it('who promotes has all of it go back in one write', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(world, inPlace(STEPS), async (handle, sleep) => {
    while (!world.effects.includes('write cart 50, v2 50')) await sleep(30);
    await handle.signal('promote', { by: 'ann', reason: 'now' });
  });
  expect(since(ended.effects)[0]).toBe('write cart 100, v2 0');
});

/** The service's load balancer has its new tasks start slowly, and the file says nothing of steps back. */
function startingSlowly() {
  const world = worldAtHome('v1');
  world.slowStartSeconds = 120;
  return world;
}

/** Does something once the service has its first share of the traffic back. */
const onceShared =
  (world: World, act: Operator): Operator =>
  async (handle, sleep) => {
    while (!world.effects.includes('write cart 20, v2 80')) await sleep(10);
    await act(handle, sleep);
  };

describe('a service whose load balancer has new tasks start slowly', () => {
  it('gets its traffic back over that time', async () => {
    const ended = await harness.run(startingSlowly(), inPlace());
    expect(ended.outcome).toBe('promoted');
    expect(since(ended.effects).slice(0, 6)).toEqual([
      'write cart 20, v2 80',
      'write cart 40, v2 60',
      'write cart 60, v2 40',
      'write cart 80, v2 20',
      'write cart 100, v2 0',
      'record shop:2026-01-02.v2',
    ]);
  });

  it('gets it in the steps of the file, where it has any', async () => {
    const { effects } = await harness.run(startingSlowly(), inPlace(STEPS));
    expect(since(effects).slice(0, 3)).toEqual([
      'write cart 20, v2 80',
      'write cart 60, v2 40',
      'write cart 100, v2 0',
    ]);
  });

  it('gives its share back to the canary where a person aborts', async () => {
    const world = startingSlowly();
    const ended = await harness.run(
      world,
      inPlace(),
      onceShared(world, (handle) => handle.signal('abort', { by: 'ann', reason: 'enough' })),
    );
    expect(ended.outcome).toBe('Aborted');
    expect(since(ended.effects).slice(1, 4)).toEqual([
      'write cart 0, v2 100',
      'give cart:v1',
      'write cart 100, v2 0',
    ]);
  });

  it('gives its share back to the canary where it has no healthy task, and a person is asked', async () => {
    const world = startingSlowly();
    world.healthy = (version) => (version === 'cart' && world.split[0]?.weight === 40 ? 0 : 1);
    let seen: string | undefined;
    const ended = await harness.run(
      world,
      inPlace(),
      whenHeld(async (handle) => {
        seen = (await handle.query(statusQuery)).waitsFor?.what;
        await handle.signal('abort', { by: 'ann', reason: 'it crashes' });
      }),
    );
    expect(seen).toBe(
      'a person (promote or abort): cart runs v2, and does not get its traffic: cart gets traffic, but has no healthy task',
    );
    expect(ended.outcome).toBe('Aborted');
    expect(since(ended.effects).slice(1, 4)).toEqual([
      'write cart 40, v2 60',
      'write cart 0, v2 100',
      'give cart:v1',
    ]);
  });

  it('waits for a person where somebody else changes the weights', async () => {
    const world = startingSlowly();
    let seen: string | undefined;
    const ended = await harness.run(
      world,
      inPlace(),
      onceShared(world, async (handle, sleep) => {
        world.split = [
          { version: 'cart', weight: 50 },
          { version: 'v2', weight: 50 },
        ];
        await whenHeld(async (held) => {
          seen = (await held.query(statusQuery)).waitsFor?.what;
          await held.signal('promote', { by: 'ann', reason: 'it was me' });
        })(handle, sleep);
      }),
    );
    expect(seen).toMatch(
      /^a person \(promote or abort\): somebody changed the weights to cart 50 %, v2 50 %/,
    );
    expect(ended.outcome).toBe('promoted');
  });
});

it.each([
  ['in steps', inPlace(STEPS)],
  ['slowly', inPlace()],
])(
  'a canary that dies while the service gets its traffic back %s leaves all of it to the service',
  async (_, file) => {
    const world = startingSlowly();
    world.healthy = (version) => (version === 'v2' && world.effects.includes('write cart 20, v2 80') ? 0 : 1);
    const ended = await harness.run(world, file);
    expect(ended.outcome).toBe('promoted');
    expect(since(ended.effects).slice(0, 3)).toEqual([
      'write cart 20, v2 80',
      'write cart 100, v2 0',
      'record shop:2026-01-02.v2',
    ]);
  },
);
