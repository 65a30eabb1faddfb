import { statusQuery } from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

/** Healthy tasks of each version, look by look; the last number stays. */
type Tasks = Readonly<Record<'v1' | 'v2', readonly number[]>>;

/** A rollout that is aborted at 50 % while its versions have so many healthy tasks. */
async function aborted(tasks: Tasks, operator?: Operator, file = deployJson({ PercentageStep: 50 })) {
  const world = worldServing('v1');
  const left = { v1: [...tasks.v1], v2: [...tasks.v2] };
  world.healthy = (version) => {
    const looks = left[version as keyof Tasks];
    return (looks.length > 1 ? looks.shift() : looks[0]) ?? 0;
  };
  const ended = await harness.run(world, file, async (handle, sleep) => {
    await sleep(30);
    await handle.signal('abort', { by: 'ann', reason: 'bad graph' });
    await operator?.(handle, sleep);
  });
  return { ...ended, world, what: ended.status.events.map(({ what }) => what) };
}

const WAY_BACK = ['write v1 100, v2 0', 'write v1 100', 'remove v2'];
const SAID = 'v1 has no healthy task, so v2 keeps its traffic';

it.each<[string, Tasks]>([
  ['stable has one healthy task', { v1: [1], v2: [3] }],
  ['only the first of two looks finds none, as where a health check flaps', { v1: [0, 1], v2: [3] }],
  ['nobody else serves either', { v1: [0], v2: [0] }],
])('stable gets its traffic back at once where %s', async (_, tasks) => {
  const { outcome, effects, what } = await aborted(tasks);
  expect(outcome).toBe('Aborted');
  expect(effects.slice(-3)).toEqual(WAY_BACK);
  expect(what).not.toContain(SAID);
});

it('the canary keeps its traffic where only it can serve, says so, and waits for a person', async () => {
  let seen: unknown;
  const ended = await aborted({ v1: [0], v2: [3] }, async (handle, sleep) => {
    await sleep(600);
    const { phase, held, readBack, waitsFor } = await handle.query(statusQuery);
    seen = { phase, held, readBack, waitsFor };
    await handle.signal('abort', { by: 'ann', reason: 'really', force: true });
  });
  expect(seen).toEqual({
    phase: 'rollingBack',
    held: true,
    readBack: [
      { version: 'v1', weight: 0 },
      { version: 'v2', weight: 100 },
    ],
    waitsFor: { what: `a person (promote, or abort with force): ${SAID}` },
  });
  expect(ended.outcome).toBe('Aborted');
  expect(ended.effects.slice(-3)).toEqual(WAY_BACK);
  expect(ended.status.held).toBe(false);
});

it('it is promoted where a person says so', async () => {
  const ended = await aborted({ v1: [0], v2: [3] }, async (handle, sleep) => {
    await sleep(600);
    await handle.signal('pause', { by: 'ann' });
    await handle.signal('promote', { by: 'ann', reason: 'it is the only one' });
  });
  expect(ended.outcome).toBe('promoted');
  expect(ended.effects.slice(2)).toEqual([
    'write v1 0, v2 100',
    'record shop:2026-01-02.v2',
    'write v2 100',
    'remove v1',
  ]);
  expect(ended.status.commands.map(({ command, refused }) => [command, refused !== undefined])).toEqual([
    ['abort', false],
    ['pause', true],
    ['promote', false],
  ]);
});

it('stable gets its traffic back by itself as soon as it has a healthy task again', async () => {
  const { outcome, effects, what } = await aborted({ v1: [0, 0, 0, 0, 2], v2: [3] });
  expect(outcome).toBe('Aborted');
  expect(effects.slice(-3)).toEqual(WAY_BACK);
  expect(what).toContain('v1 can serve again');
});

it('an abort with force from the beginning asks nobody', async () => {
  const world = worldServing('v1');
  world.healthy = (version) => (version === 'v1' ? 0 : 3);
  const ended = await harness.run(world, deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
    await sleep(30);
    await handle.signal('abort', { by: 'ann', force: true });
  });
  expect(ended.effects.slice(-3)).toEqual(WAY_BACK);
});

it('people are told of it, and told again every hour', async () => {
  const notifications = [{ name: 'ops', kind: 'slack', urlFrom: 'SERIN_SLACK_URL', events: ['held'] }];
  const file = rolloutYaml({ steps: [{ weight: 50, bakeSeconds: 60 }], notifications });
  const { world } = await aborted(
    { v1: [0], v2: [3] },
    async (handle, sleep) => {
      await sleep(2 * 3600 + 900);
      await handle.signal('promote', { by: 'ann' });
    },
    file,
  );
  expect(world.told).toEqual(['ops: held', 'ops: held', 'ops: held']);
});

describe('a version that gets traffic and has no healthy task', () => {
  const run = (healthy: (version: string) => number, operator?: Operator) => {
    const world = worldServing('v1');
    world.healthy = healthy;
    return harness.run(world, deployJson({ PercentageStep: 50 }), operator);
  };

  it('is rolled back at the next look where it is the canary, whatever its metrics say', async () => {
    const ended = await run((version) => (version === 'v2' ? 0 : 2));
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.reason).toBe('v2 gets traffic, but has no healthy task');
    expect(ended.effects.slice(1)).toEqual(['write v1 50, v2 50', ...WAY_BACK]);
  });

  it('leaves all traffic to the canary where it is stable, and people are asked', async () => {
    let seen: unknown;
    const ended = await run(
      (version) => (version === 'v1' ? 0 : 2),
      async (handle, sleep) => {
        await sleep(600);
        const { phase, held } = await handle.query(statusQuery);
        seen = { phase, held };
        await handle.signal('promote', { by: 'ann' });
      },
    );
    expect(seen).toEqual({ phase: 'rollingBack', held: true });
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(1, 3)).toEqual(['write v1 50, v2 50', 'write v1 0, v2 100']);
  });

  it('is no reason where only one of two looks finds none', async () => {
    let looks = 0;
    const ended = await run((version) => (version === 'v2' && ++looks === 1 ? 0 : 2));
    expect(ended.outcome).toBe('promoted');
  });
});

describe('who can serve is looked at once more', () => {
  const FILE = deployJson({ PercentageStep: 50 });
  /** Requests may take longer than the final bake. */
  const DRAINING = deployJson({ PercentageStep: 50, DrainTime: 600 });
  const abort: Operator = async (handle, sleep) => {
    await sleep(30);
    await handle.signal('abort', { by: 'ann', reason: 'bad graph' });
  };

  it('before the canary is removed: where stable died meanwhile, the canary gets the traffic again', async () => {
    const world = worldServing('v1');
    world.healthy = (version) => (version === 'v1' && world.effects.includes('write v1 100, v2 0') ? 0 : 1);
    let seen: unknown;
    const { outcome, effects } = await harness.run(world, FILE, async (handle, sleep) => {
      await abort(handle, sleep);
      await sleep(600);
      const { held, waitsFor } = await handle.query(statusQuery);
      seen = { held, what: waitsFor?.what };
      await handle.signal('promote', { by: 'ann' });
    });
    expect(seen).toEqual({ held: true, what: `a person (promote, or abort with force): ${SAID}` });
    expect(outcome).toBe('promoted');
    expect(effects.slice(2)).toEqual([
      'write v1 100, v2 0',
      'write v1 0, v2 100',
      'record shop:2026-01-02.v2',
      'write v2 100',
      'remove v1',
    ]);
  });

  it.each<[string, number, string[], (world: World, die: () => void) => Operator | undefined]>([
    [
      'while requests at stable end',
      1,
      [],
      (_, die) => async (handle, sleep) => {
        while ((await handle.query(statusQuery)).phase !== 'committing') await sleep(5);
        die();
      },
    ],
    [
      'while it is recorded',
      2,
      ['the record says that v2 serves, which died since'],
      (world, die) => void world.hang('recordVersion', async () => die()),
    ],
  ])(
    'before stable is removed: where the canary dies %s, stable gets the traffic back',
    async (_, recorded, warnings, operatorOf) => {
      const world = worldServing('v1');
      let died = false;
      world.healthy = (version) => (version === 'v2' && died ? 0 : 1);
      const operator = operatorOf(world, () => (died = true));
      const { outcome, reason, status, effects } = await harness.run(world, DRAINING, operator);
      expect({ outcome, reason, warnings: status.warnings, recorded: world.record?.number }).toEqual({
        outcome: 'RolledBack',
        reason: 'v2 gets traffic, but has no healthy task',
        warnings,
        recorded,
      });
      expect(effects.slice(-3)).toEqual(WAY_BACK);
    },
  );
});
