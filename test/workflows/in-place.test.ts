import { RECONCILE_TYPE, statusQuery } from '../../workflows/messages.ts';
import { inPlace } from '../fakes/rollout-yaml.ts';
import { awsError, worldAtHome } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';
import { once, whenHeld } from './once.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** Until the service runs the new version, and the canary has all traffic. */
const TRIED = ['create v2', 'write cart 50, v2 50', 'write cart 0, v2 100'];
const SETTLED = ['give cart:v2', 'write cart 100, v2 0'];
const REMOVED = ['write cart 100', 'remove v2'];

const failing =
  (reason: string, definition = 'cart:v2') =>
  (given: string) =>
    given === definition ? ({ kind: 'failed', reason } as const) : ({ kind: 'ready' } as const);

it('the service gets the new version while the canary has its traffic, and the canary goes', async () => {
  const world = worldAtHome('v1');
  const ended = await harness.run(world, inPlace());
  expect(ended.outcome).toBe('promoted');
  expect(ended.effects).toEqual([...TRIED, ...SETTLED, 'record shop:2026-01-02.v2', ...REMOVED]);
  expect(world.split).toEqual([{ version: 'cart', weight: 100 }]);
  expect([ended.status.stable, ended.status.stableRuns]).toEqual(['cart', 'v1']);
});

it('its scale-in is held until it has the traffic again', async () => {
  const world = worldAtHome('v1');
  world.scaled.set('cart', 'free');
  const { effects } = await harness.run(world, inPlace());
  expect(effects[0]).toBe('scaling of cart is held');
  expect(effects.at(-1)).toBe('scaling of cart is free');
  expect([...world.scaled]).toEqual([['cart', 'free']]);
});

it('a canary that fails is rolled back by weights alone', async () => {
  const world = worldAtHome('v1');
  world.canary = () => ({ requests: 100, errors: 50 });
  const ended = await harness.run(world, inPlace());
  expect(ended.outcome).toBe('RolledBack');
  expect(ended.effects).toEqual([...TRIED.slice(0, 2), 'write cart 100, v2 0', ...REMOVED]);
  expect(world.homeRuns).toBe('cart:v1');
});

describe('a service that does not get steady on the new version', () => {
  const REASON = 'ECS has rolled it back: tasks failed to start';

  it('leaves all traffic to the canary and waits for a person, who has it tried again', async () => {
    const world = worldAtHome('v1');
    world.settling = failing(REASON);
    let seen: unknown;
    const ended = await harness.run(
      world,
      inPlace(),
      whenHeld(async (handle) => {
        const { phase, readBack, waitsFor } = await handle.query(statusQuery);
        seen = { phase, readBack, what: waitsFor?.what };
        world.settling = () => ({ kind: 'ready' });
        await handle.signal('promote', { by: 'ann', reason: 'quota raised' });
      }),
    );
    expect(seen).toEqual({
      phase: 'committing',
      readBack: [
        { version: 'cart', weight: 0 },
        { version: 'v2', weight: 100 },
      ],
      what: `a person (promote or abort): cart does not run v2: ${REASON}`,
    });
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(3)).toEqual([...SETTLED, 'record shop:2026-01-02.v2', ...REMOVED]);
  });

  it('gets its old one back before its traffic, where a person aborts', async () => {
    const world = worldAtHome('v1');
    world.settling = failing(REASON);
    const ended = await harness.run(
      world,
      inPlace(),
      whenHeld((handle) => handle.signal('abort', { by: 'ann', reason: 'enough' })),
    );
    expect(ended).toMatchObject({ outcome: 'Aborted', reason: 'aborted by ann: enough' });
    expect(ended.effects.slice(3)).toEqual([
      'give cart:v2',
      'give cart:v1',
      'write cart 100, v2 0',
      ...REMOVED,
    ]);
  });

  it('has the traffic of a canary that dies while a person is waited for', async () => {
    const world = worldAtHome('v1');
    world.settling = failing(REASON);
    const ended = await harness.run(world, inPlace(), async (handle, sleep) => {
      await whenHeld(async () => {
        world.healthy = (version) => (version === 'v2' ? 0 : 1);
      })(handle, sleep);
      for (let looks = 0; looks < 20 && world.split[0]?.weight !== 100; looks += 1) await sleep(61);
      await handle.signal('abort', { by: 'ann', reason: 'enough' });
    });
    expect(ended.outcome).toBe('Aborted');
    expect(ended.effects.slice(3)).toEqual([...SETTLED, 'give cart:v1', ...REMOVED]);
  });

  it('goes back where nobody answers', async () => {
    const world = worldAtHome('v1');
    world.settling = failing(REASON);
    const ended = await harness.run(world, inPlace());
    expect(ended).toMatchObject({ outcome: 'RolledBack', reason: `cart does not run v2: ${REASON}` });
    expect(world.homeRuns).toBe('cart:v1');
  });

  it('leaves the traffic at the canary where it does not get steady on the old one either, until it does', async () => {
    const world = worldAtHome('v1');
    world.settling = () => ({ kind: 'failed', reason: 'no capacity' });
    const ended = await harness.run(world, inPlace(), async (handle, sleep) => {
      await whenHeld((each) => each.signal('abort', { by: 'ann', reason: 'enough' }))(handle, sleep);
      await whenHeld(async (each) => {
        expect((await each.query(statusQuery)).waitsFor?.what).toBe(
          'a person (promote or abort): cart does not run v1: no capacity',
        );
        expect(world.split).toContainEqual({ version: 'v2', weight: 100 });
        world.settling = () => ({ kind: 'ready' });
        await each.signal('abort', { by: 'ann', reason: 'there is room now' });
      })(handle, sleep);
    });
    expect(ended.outcome).toBe('Aborted');
    expect(world.split).toEqual([{ version: 'cart', weight: 100 }]);
  });
});

it('an abort stops a deployment that is under way, and other commands are refused meanwhile', async () => {
  const world = worldAtHome('v1');
  world.settling = (definition) =>
    definition === 'cart:v2' ? { kind: 'pending', reason: '1 of 2 tasks' } : { kind: 'ready' };
  const ended = await harness.run(
    world,
    inPlace(),
    once(
      ({ phase }) => phase === 'committing',
      async (handle) => {
        await handle.signal('pause', { by: 'ann', reason: 'let me look' });
        await handle.signal('abort', { by: 'ann', reason: 'too slow' });
      },
    ),
  );
  expect(ended.status.commands.map(({ command, refused }) => [command, refused])).toEqual([
    ['pause', 'the service is getting the new version: abort alone stops that'],
    ['abort', undefined],
  ]);
  expect(ended.outcome).toBe('Aborted');
  expect(ended.effects.slice(3)).toEqual([
    'give cart:v2',
    'give cart:v1',
    'write cart 100, v2 0',
    ...REMOVED,
  ]);
});

it('a task definition that somebody else gave the service meanwhile is not replaced unless a person says so', async () => {
  const world = worldAtHome('v1');
  world.onWrite = () => (world.homeRuns = 'cart:theirs');
  const ended = await harness.run(
    world,
    inPlace(),
    whenHeld(async (handle) => {
      expect((await handle.query(statusQuery)).waitsFor?.what).toMatch(/somebody has given it cart:theirs/);
      world.onWrite = () => undefined;
      await handle.signal('promote', { by: 'ann', reason: 'it was a mistake' });
    }),
  );
  expect(ended.outcome).toBe('promoted');
  expect(world.homeRuns).toBe('cart:v2');
});

it('a service that dies under its traffic gives that back to the canary', async () => {
  const world = worldAtHome('v1');
  world.healthy = (version) =>
    version === 'cart' && world.homeRuns === 'cart:v2' && world.split[0]?.weight === 100 ? 0 : 1;
  const ended = await harness.run(
    world,
    inPlace(),
    whenHeld((handle) => handle.signal('abort', { by: 'ann', reason: 'it cannot take all' })),
  );
  expect(ended.effects.slice(3)).toEqual([
    ...SETTLED,
    'write v2 100, cart 0',
    'give cart:v1',
    'write cart 100, v2 0',
    ...REMOVED,
  ]);
});

describe('while the service gets the new version', () => {
  /** Somebody changes the weights as soon as the service is to run the new version, which takes two minutes. */
  function changedTo(home: number, canary: number) {
    const world = worldAtHome('v1');
    let looks = 0;
    world.settling = (definition) => {
      if (definition !== 'cart:v2') return { kind: 'ready' };
      looks += 1;
      if (looks === 1)
        world.split = [
          { version: 'cart', weight: home },
          { version: 'v2', weight: canary },
        ];
      return looks < 20 ? { kind: 'pending', reason: '1 of 2 tasks' } : { kind: 'ready' };
    };
    return world;
  }

  it('somebody who changes the weights is asked before they are written', async () => {
    let seen: string | undefined;
    const ended = await harness.run(
      changedTo(50, 50),
      inPlace(),
      whenHeld(async (handle) => {
        seen = (await handle.query(statusQuery)).waitsFor?.what;
        await handle.signal('promote', { by: 'ann', reason: 'that was me' });
      }),
    );
    expect(seen).toMatch(
      /^a person \(promote or abort\): somebody changed the weights to cart 50 %, v2 50 %/,
    );
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(3)).toEqual([...SETTLED, 'record shop:2026-01-02.v2', ...REMOVED]);
  });

  it('somebody who has changed them and aborts has the old version back', async () => {
    const world = changedTo(50, 50);
    const ended = await harness.run(
      world,
      inPlace(),
      whenHeld((handle) => handle.signal('abort', { by: 'ann', reason: 'that was me' })),
    );
    expect(ended.outcome).toBe('Aborted');
    expect([world.homeRuns, world.split]).toEqual(['cart:v1', [{ version: 'cart', weight: 100 }]]);
  });

  it.each([
    ['restores them', 'restore', 50, 'promoted', ['give cart:v2', 'write cart 0, v2 100', SETTLED[1]]],
    ['leaves them until it gets all', 'accept', 50, 'promoted', SETTLED],
    [
      'gives its old version back',
      'rollBack',
      50,
      'RolledBack',
      ['give cart:v2', 'give cart:v1', SETTLED[1]],
    ],
    [
      'asks nobody who gave it all traffic',
      'pause',
      100,
      'promoted',
      ['give cart:v2', 'record shop:2026-01-02.v2'],
    ],
    [
      'gives somebody the traffic that nobody got',
      'pause',
      0,
      'promoted',
      ['give cart:v2', 'write cart 0, v2 100', SETTLED[1]],
    ],
  ])('a rollout that finds other weights %s (%s, %d %%)', async (_, onDrift, home, outcome, effects) => {
    const ended = await harness.run(changedTo(home, home === 50 ? 50 : 0), inPlace({ onDrift }));
    expect([ended.outcome, ended.effects.slice(3, 3 + effects.length)]).toEqual([outcome, effects]);
  });

  it('a canary that dies leaves its traffic to the service, which has tasks all the while', async () => {
    const world = worldAtHome('v1');
    world.healthy = (version) => (version === 'v2' && world.homeRuns === 'cart:v2' ? 0 : 1);
    world.settling = () =>
      world.split[0]?.weight === 100 ? { kind: 'ready' } : { kind: 'pending', reason: '1 of 2 tasks' };
    const ended = await harness.run(world, inPlace());
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(3)).toEqual([...SETTLED, 'record shop:2026-01-02.v2', ...REMOVED]);
    expect(ended.status.events.map(({ what }) => what)).toContain(
      'v2 gets traffic, but has no healthy task: cart gets it already',
    );
  });

  it('a dead canary gets no traffic from an abort either', async () => {
    const world = worldAtHome('v1');
    world.healthy = (version) => (version === 'v2' && world.homeRuns !== 'cart:v1' ? 0 : 1);
    world.settling = (definition) =>
      definition === 'cart:v1' ? { kind: 'ready' } : { kind: 'pending', reason: '1 of 2 tasks' };
    const ended = await harness.run(
      world,
      inPlace(),
      once(
        ({ wanted }) => wanted[0]?.weight === 100,
        (handle) => handle.signal('abort', { by: 'ann', reason: 'it is dead' }),
      ),
    );
    expect(ended.outcome).toBe('Aborted');
    expect(ended.effects.slice(3)).toEqual([...SETTLED, 'give cart:v1', ...REMOVED]);
  });

  it('a service whose tasks all die under that traffic leaves it to a canary that is there again', async () => {
    const world = worldAtHome('v1');
    const [had, back] = ['write cart 100, v2 0', 'write cart 0, v2 100'];
    const isBack = () =>
      world.effects.includes(had) && world.effects.lastIndexOf(back) > world.effects.indexOf(had);
    let looks = 0;
    world.healthy = (version) => {
      if (world.homeRuns === 'cart:v1' || isBack()) return 1;
      if (!world.effects.includes(had)) return version === 'v2' ? 0 : 1;
      return version === 'cart' && ++looks > 3 ? 0 : 1;
    };
    world.settling = () => (isBack() ? { kind: 'ready' } : { kind: 'pending', reason: '0 of 2 tasks' });
    const ended = await harness.run(world, inPlace());
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(3, 7)).toEqual([...SETTLED, 'write cart 0, v2 100', 'write cart 100, v2 0']);
  });
});

describe('what a dead rollout left', () => {
  it('goes to the service, which is stable whatever it runs', async () => {
    const world = worldAtHome('v1');
    world.running.add('dead');
    world.split = [
      { version: 'cart', weight: 0 },
      { version: 'dead', weight: 100 },
    ];
    const ended = await harness.run(world, inPlace(), undefined, RECONCILE_TYPE);
    expect(ended.status.outcome?.reason).toBe('cart has all traffic; dead is removed');
    expect(world.split).toEqual([{ version: 'cart', weight: 100 }]);
  });

  it('waits for the service to be ready, and is refused with the reason where it is not', async () => {
    const world = worldAtHome('v1');
    world.running.add('dead');
    world.split = [
      { version: 'cart', weight: 0 },
      { version: 'dead', weight: 100 },
    ];
    world.onTheWay = Array.from({ length: 1000 }, () => ({ kind: 'pending', reason: '0 of 2 tasks' }));
    const ended = await harness.run(world, inPlace());
    expect(ended).toMatchObject({
      outcome: 'Refused',
      reason: 'cart cannot take the traffic, which stays at cart 0 %, dead 100 %: 0 of 2 tasks',
    });
    expect(ended.effects).toEqual([]);
  });
});

it.each([
  ['runs it already', worldAtHome('v2'), /version v2 already serves all traffic/],
  [
    'is in none of the groups',
    Object.assign(worldAtHome('v1'), { split: [{ version: 'other', weight: 100 }] }),
    /ECS service cart is in none of the rule's target groups/,
  ],
  [
    'is not there',
    Object.assign(worldAtHome('v1'), { homeRuns: undefined }),
    /there is no ECS service cart in cluster shop: create it once/,
  ],
])('a version is refused whose service %s', async (_, world, reason) => {
  const ended = await harness.run(world, inPlace());
  expect(ended).toMatchObject({ outcome: 'Refused', reason: expect.stringMatching(reason), effects: [] });
});

it('a version is refused whose file says that another one is stable than the service runs', async () => {
  const ended = await harness.run(worldAtHome('v0'), inPlace({ stable: 'v1' }));
  expect(ended).toMatchObject({
    outcome: 'Refused',
    reason: 'cart runs v0, and not v1, which is to be stable: somebody has deployed since',
    effects: [],
  });
});

it('all traffic goes to the version at once where the file has no steps, and what it replaces is told', async () => {
  const world = worldAtHome('v1');
  let result: unknown;
  const ended = await harness.run(world, inPlace({ steps: [] }), async (handle) => {
    result = await handle.result();
  });
  expect(ended.effects.slice(0, 3)).toEqual(['create v2', 'write cart 0, v2 100', 'give cart:v2']);
  expect(result).toMatchObject({
    version: 'v2',
    replaced: { version: 'v1', definition: 'cart:v1', image: 'shop:v1' },
  });
});

it('a request for the new version that was never answered is taken back, too', async () => {
  const world = worldAtHome('v1');
  world.loseReplies('give', awsError('ValidationException', 'a reply that is no reply'));
  world.settling = failing('no');
  const ended = await harness.run(world, inPlace());
  expect(ended.outcome).toBe('RolledBack');
  expect(world.homeRuns).toBe('cart:v1');
});

it('an abort that comes too late is refused, and one that is taken is followed', async () => {
  const world = worldAtHome('v1');
  world.onWrite = () => undefined;
  const answers: unknown[] = [];
  const ended = await harness.run(
    world,
    inPlace(),
    once(
      ({ events }) => events.some(({ what }) => what === 'cart runs v2'),
      async (handle) => {
        await handle.signal('abort', { by: 'ann', reason: 'too late' });
        answers.push(...(await handle.query(statusQuery)).commands.map(({ refused }) => refused));
      },
      5,
    ),
  );
  expect(ended.outcome).toBe('promoted');
  expect(answers).toEqual(['it is too late: the new version is being made the stable one']);
});
