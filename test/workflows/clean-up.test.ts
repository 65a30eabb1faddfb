import { deployJson } from '../fakes/deploy-json.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { awsError, World, worldServing, type Operation } from '../fakes/world.ts';
import { runAlone, type Operator } from './harness.ts';

// One that has skipped the time of a failing activity may skip years afterwards.
const run = runAlone;

/** Makes an operation fail for ever. */
function refuse(world: World, operation: Operation): void {
  world.hang(operation, () => Promise.reject(awsError('AccessDeniedException', `${operation} is denied`)));
}

const LIMITS = { cleanUpSeconds: 600 };
const NOTIFICATIONS = [
  { name: 'ops', kind: 'slack', urlFrom: 'SERIN_SLACK_URL', events: ['promoted', 'aborted'] },
];
const FILE = rolloutYaml({ limits: LIMITS, notifications: NOTIFICATIONS });

const abort: Operator = async (handle, sleep) => {
  await sleep(30);
  await handle.signal('abort', { by: 'ann', reason: 'bad graph' });
};

it('a rollout whose old version cannot be removed ends as promoted, with a warning of what is left', async () => {
  const world = worldServing('v1');
  refuse(world, 'remove');
  const { outcome, status, effects, seconds } = await run(world, FILE);
  expect(outcome).toBe('promoted');
  expect(status.warnings).toEqual(['v1 is not removed: AccessDeniedException: remove is denied']);
  expect(effects.slice(-3)).toEqual(['record shop:2026-01-02.v2', 'write v2 100', 'write v2 100, v1 0']);
  expect(world.reasons.at(-1)).toMatch(/^v2 serves all traffic as deployment 2; WARNING: v1 is not removed/);
  expect(seconds).toBeGreaterThan(600);
  expect(seconds).toBeLessThan(1800);
});

it('one whose canary cannot be removed ends as rolled back, and stable has its traffic', async () => {
  const world = worldServing('v1');
  refuse(world, 'remove');
  const { outcome, reason, status, effects } = await run(world, FILE, abort);
  expect({ outcome, reason }).toEqual({ outcome: 'Aborted', reason: 'aborted by ann: bad graph' });
  expect(status.warnings).toEqual(['v2 is not removed: AccessDeniedException: remove is denied']);
  expect(effects.slice(-3)).toEqual(['write v1 100, v2 0', 'write v1 100', 'write v1 100, v2 0']);
  expect(world.reasons.at(-1)).toMatch(/bad graph; WARNING: v2 is not removed/);
});

it('the next rollout removes what was left, at its start', async () => {
  const world = worldServing('v1');
  refuse(world, 'remove');
  await run(world, FILE);
  world.hang('remove', () => Promise.resolve());
  const next = { ...FILE, version: { id: 'v3', image: 'shop:2026-01-03.v3' } };
  const { outcome, status, effects } = await run(world, next);
  expect(outcome).toBe('promoted');
  expect(status.warnings).toEqual([]);
  expect(effects.filter((effect) => /remove|create/.test(effect))).toEqual([
    'create v2',
    'remove v1',
    'create v3',
    'remove v2',
  ]);
});

it('and goes on where it cannot either: the fix is rolled out, and what is left stays known', async () => {
  const world = worldServing('v1');
  refuse(world, 'remove');
  await run(world, FILE);
  const next = { ...FILE, version: { id: 'v3', image: 'shop:2026-01-03.v3' } };
  const { outcome, status } = await run(world, next);
  expect(outcome).toBe('promoted');
  expect(status.warnings).toEqual([
    'v2 is not removed: AccessDeniedException: remove is denied',
    'v1 is not removed: AccessDeniedException: remove is denied',
  ]);
  expect(world.split).toEqual([
    { version: 'v3', weight: 100 },
    { version: 'v2', weight: 0 },
    { version: 'v1', weight: 0 },
  ]);
});

it('reconcile removes what was left', async () => {
  const world = worldServing('v1');
  refuse(world, 'remove');
  await run(world, FILE, abort);
  world.hang('remove', () => Promise.resolve());
  await run(world, FILE, undefined, 'reconcileService');
  expect([...world.running]).toEqual(['v1']);
  expect(world.split).toEqual([{ version: 'v1', weight: 100 }]);
});

describe('a first version that is rolled back and cannot be removed', () => {
  async function left(): Promise<World> {
    const world = new World();
    refuse(world, 'remove');
    const { outcome, status } = await run(world, FILE, abort);
    const warnings = [
      'v2 is not removed: AccessDeniedException: remove is denied',
      '"serin reconcile" with the file of v2 removes what is left, since no version serves',
    ];
    expect({ outcome, warnings: status.warnings }).toEqual({ outcome: 'Aborted', warnings });
    expect(world.reasons.at(-1)).toBe(`aborted by ann: bad graph; WARNING: ${warnings.join('; ')}`);
    expect({ split: world.split, running: [...world.running] }).toEqual({ split: [], running: ['v2'] });
    world.hang('remove', () => Promise.resolve());
    return world;
  }

  it('is removed by reconcile, which has nothing to do after that', async () => {
    const world = await left();
    const reconciled = () => run(world, FILE, undefined, 'reconcileService');
    expect((await reconciled()).reason).toBe('no version serves; v2 is removed');
    expect([...world.running]).toEqual([]);
    expect((await reconciled()).reason).toBe('no version serves: there is nothing to clean up');
  });

  it("stays where it is somebody else's, whatever the file says", async () => {
    const world = await left();
    world.foreign.add('v2');
    const { reason } = await run(world, FILE, undefined, 'reconcileService');
    expect(reason).toBe('no version serves: there is nothing to clean up');
    expect([...world.running]).toEqual(['v2']);
  });

  it('is taken up by the next rollout of it', async () => {
    const world = await left();
    const { outcome, status } = await run(world, FILE);
    expect({ outcome, warnings: status.warnings }).toEqual({ outcome: 'promoted', warnings: [] });
    expect(world.split).toEqual([{ version: 'v2', weight: 100 }]);
  });
});

it('a record that cannot be written is a warning: the new version serves', async () => {
  const world = worldServing('v1');
  refuse(world, 'recordVersion');
  const { outcome, reason, status } = await run(world, FILE);
  expect({ outcome, reason }).toEqual({ outcome: 'promoted', reason: 'v2 serves all traffic' });
  expect(status.warnings).toEqual([
    'the record does not say that v2 serves: AccessDeniedException: recordVersion is denied',
  ]);
  expect([...world.running]).toEqual(['v2']);
});

it('scaling that cannot be given back is a warning', async () => {
  const world = worldServing('v1');
  world.scaled.set('v1', 'free');
  refuse(world, 'release');
  const { outcome, status } = await run(world, FILE, abort);
  expect(outcome).toBe('Aborted');
  expect(status.warnings).toEqual([
    'scale-in of v1 is still suspended: AccessDeniedException: release is denied',
  ]);
});

it.each<[string, Operator | undefined, string]>([
  ['a commit', undefined, 'promoted'],
  ['the way back', abort, 'Aborted'],
])('%s gets through where every second call fails', async (_, operator, expected) => {
  const world = worldServing('v1');
  let calls = 0;
  const operations: Operation[] = ['read', 'write', 'remove', 'readiness', 'readVersion', 'recordVersion'];
  const alternate = async () => {
    calls += 1;
    if (calls % 2 === 1) throw awsError('InternalFailure');
  };
  const { outcome, status } = await run(world, FILE, async (handle, sleep) => {
    await sleep(10);
    for (const operation of operations) world.hang(operation, alternate);
    await operator?.(handle, sleep);
  });
  expect({ outcome, warnings: status.warnings }).toEqual({ outcome: expected, warnings: [] });
});

describe('a router that is gone', () => {
  const lose = (world: World) => {
    world.gone = 'the listener rule is gone';
    world.split = [];
  };

  it('is told at once, and the canary is removed since nothing routes to it', async () => {
    const world = worldServing('v1');
    const file = { ...FILE, notifications: [{ ...NOTIFICATIONS[0], events: ['drift'] }] };
    const { outcome, reason, status } = await run(world, file, async (_, sleep) => {
      await sleep(30);
      lose(world);
    });
    expect({ outcome, reason }).toEqual({ outcome: 'RolledBack', reason: 'the listener rule is gone' });
    expect(status.warnings).toEqual(['no version gets traffic: the listener rule is gone']);
    expect(world.told).toEqual(['ops: drift']);
    expect([...world.running]).toEqual(['v1']);
  });

  it('does not keep an abort from its end', async () => {
    const world = worldServing('v1');
    const { outcome } = await run(world, deployJson(), async (handle, sleep) => {
      await sleep(30);
      lose(world);
      await handle.signal('abort', { by: 'ann' });
    });
    expect(outcome).toBe('Aborted');
    expect([...world.running]).toEqual(['v1']);
  });
});

it('a share of weight 0 that cannot be written keeps no traffic from going back', async () => {
  const world = worldServing('v1');
  const { outcome, effects } = await run(world, deployJson(), async (handle, sleep) => {
    await sleep(30);
    world.split = [{ version: 'v1', weight: 100 }];
    world.running.delete('v2');
    await handle.signal('abort', { by: 'ann' });
  });
  expect(outcome).toBe('Aborted');
  expect(effects.slice(2)).toEqual([]);
});

describe('weights that somebody else wrote', () => {
  const byHand = async (weight: number, operator?: Operator) => {
    const world = worldServing('v1');
    const ended = await run(world, rolloutYaml({ onDrift: 'accept' }), async (handle, sleep) => {
      await sleep(30);
      world.split = [
        { version: 'v1', weight: 100 - weight },
        { version: 'v2', weight },
      ];
      await operator?.(handle, sleep);
    });
    return { ...ended, writes: ended.effects.filter((effect) => effect.startsWith('write')) };
  };

  it('are believed where they are all of it: the canary is baked at 100 %, and promoted', async () => {
    const { outcome, writes } = await byHand(100);
    expect({ outcome, writes }).toEqual({
      outcome: 'promoted',
      writes: ['write v1 67, v2 33', 'write v2 100'],
    });
  });

  it('are kept until somebody resumes', async () => {
    const { outcome, writes } = await byHand(10, async (handle, sleep) => {
      await sleep(600);
      await handle.signal('resume', { by: 'ann' });
    });
    expect({ outcome, writes: writes.slice(0, 3) }).toEqual({
      outcome: 'promoted',
      writes: ['write v1 67, v2 33', 'write v1 67, v2 33', 'write v1 0, v2 100'],
    });
  });
});

it('the way back waits a few seconds at most for a look at who could serve', async () => {
  const world = worldServing('v1');
  world.healthy = () => {
    throw awsError('RequestTimeout');
  };
  const { outcome, effects } = await run(world, FILE, abort);
  expect(outcome).toBe('Aborted');
  expect(effects.slice(-3)).toEqual(['write v1 100, v2 0', 'write v1 100', 'remove v2']);
});
