import type { WorkflowExecutionDescription } from '@temporalio/client';
import { RECONCILE_TYPE } from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { awsError, worldServing, type World } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const FILE = deployJson({ PercentageStep: 50 });
const denied = () => awsError('AccessDeniedException', 'not allowed to RegisterScalableTarget');
const notes = ({ events }: { events: readonly { readonly what: string }[] }) =>
  events.map(({ what }) => what);

/** A world in which something scales stable. */
function scaledWorld(): World {
  const world = worldServing('v1');
  world.scaled.set('v1', 'free');
  return world;
}

describe('scale-in', () => {
  it('of stable is held before anything is made, and given back when stable has its traffic back', async () => {
    const world = scaledWorld();
    world.canary = () => ({ requests: 100, errors: 50 });
    const ended = await harness.run(world, FILE);
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.effects).toEqual([
      'scaling of v1 is held',
      'create v2',
      'write v1 50, v2 50',
      'write v1 100, v2 0',
      'write v1 100',
      'remove v2',
      'scaling of v1 is free',
    ]);
  });

  it('of a canary that brings scaling of its own is held before its first traffic, and given back with its promotion', async () => {
    const world = scaledWorld();
    world.scaled.set('v2', 'free');
    const ended = await harness.run(world, FILE);
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects).toEqual([
      'scaling of v1 is held',
      'create v2',
      'scaling of v2 is held',
      'write v1 50, v2 50',
      'write v1 0, v2 100',
      'record shop:2026-01-02.v2',
      'scaling of v2 is free',
      'write v2 100',
      'remove v1',
    ]);
    expect([...world.scaled]).toEqual([['v2', 'free']]);
  });

  it('is nobody else’s to hold: a copy gets the scaling of stable when it is promoted, before stable goes', async () => {
    const world = scaledWorld();
    world.copies = true;
    const ended = await harness.run(world, FILE);
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(-4)).toEqual([
      'record shop:2026-01-02.v2',
      'scaling of v2 is free',
      'write v2 100',
      'remove v1',
    ]);
  });

  it('of versions that are kept is given back to both', async () => {
    const world = scaledWorld();
    world.gives = true;
    world.running.add('v2');
    world.scaled.set('v2', 'free');
    const ended = await harness.run(world, FILE);
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.filter((effect) => effect.startsWith('scaling'))).toEqual([
      'scaling of v1 is held',
      'scaling of v2 is held',
      'scaling of v2 is free',
      'scaling of v1 is free',
    ]);
  });

  it('stays as it is where nothing scales, and nobody is asked again', async () => {
    const world = worldServing('v1');
    world.failNext('release', ...Array.from({ length: 100 }, denied));
    world.failNext('handOver', ...Array.from({ length: 100 }, denied));
    const { outcome, history } = await harness.run(world, FILE);
    expect(outcome).toBe('promoted');
    const asked = (history.events ?? []).flatMap(
      (event) => event.activityTaskScheduledEventAttributes?.activityType?.name ?? [],
    );
    expect(asked.filter((name) => name.endsWith('Scaling'))).toEqual([]);
  });
});

describe('a hold', () => {
  it('that is not allowed is said, and the rollout goes on and ends without it', async () => {
    const world = scaledWorld();
    world.failNext('hold', denied());
    world.failNext('release', ...Array.from({ length: 1000 }, denied));
    const ended = await harness.run(world, FILE);
    expect(ended.outcome).toBe('promoted');
    expect(notes(ended.status)).toContain(
      'scale-in of v1 is not suspended: AccessDeniedException: not allowed to RegisterScalableTarget',
    );
    expect(world.running).toEqual(new Set(['v2']));
  });

  it('that had its effect before it was refused is undone', async () => {
    const world = scaledWorld();
    world.loseReplies('hold', denied());
    world.canary = () => ({ requests: 100, errors: 50 });
    const ended = await harness.run(world, FILE);
    expect(ended.effects.slice(0, 3)).toEqual([
      'scaling of v1 is held',
      'scaling of v1 is free',
      'create v2',
    ]);
  });

  it('whose replies are lost all the time is given back in the end', async () => {
    const world = scaledWorld();
    world.loseReplies('hold', ...Array.from({ length: 1000 }, () => awsError('ThrottlingException')));
    world.canary = () => ({ requests: 100, errors: 50 });
    const ended = await harness.run(world, FILE);
    expect(notes(ended.status)).toContainEqual(expect.stringMatching(/^scale-in of v1 is not suspended: /));
    expect(world.scaled.get('v1')).toBe('free');
  });

  it('under way when an operator aborts is given back', async () => {
    const world = scaledWorld();
    let go = () => {};
    world.hang('hold', () => new Promise<void>((resolve) => (go = resolve)));
    const ended = await harness.run(world, FILE, async (handle) => {
      while ((await handle.describe()).raw.pendingActivities?.[0]?.activityType?.name !== 'holdScaling');
      await handle.signal('abort', 'not now');
      while (!isCancelled(await handle.describe()));
      go();
    });
    expect(ended.outcome).toBe('Aborted');
    expect(ended.effects).toEqual(['scaling of v1 is held', 'scaling of v1 is free']);
  });

  it('is given back however long that is refused', async () => {
    const world = scaledWorld();
    world.canary = () => ({ requests: 100, errors: 50 });
    world.failNext('release', ...Array.from({ length: 40 }, denied));
    const ended = await harness.run(world, FILE);
    expect(ended.outcome).toBe('RolledBack');
    expect(world.scaled.get('v1')).toBe('free');
  });
});

/** By Temporal's PendingActivityState. */
const isCancelled = ({ raw }: WorkflowExecutionDescription): boolean =>
  Number(raw.pendingActivities?.[0]?.state) === 3;

it('says what of its scaling a promoted copy did not get', async () => {
  const world = scaledWorld();
  world.copies = true;
  const handOver = world.scaling.handOver.bind(world.scaling);
  Object.assign(world.scaling, {
    handOver: async (...given: Parameters<typeof handOver>) => [
      ...(await handOver(...given)),
      'policy cpu: no such metric',
    ],
  });
  const ended = await harness.run(world, FILE);
  expect(ended.outcome).toBe('promoted');
  expect(notes(ended.status)).toContain('v2 is not scaled as v1 was: policy cpu: no such metric');
});

describe('what a dead rollout held', () => {
  function leftWorld(): World {
    const world = worldServing('v1');
    world.scaled.set('v1', 'held');
    return world;
  }
  const reconcile = (world: World) => harness.run(world, FILE, undefined, RECONCILE_TYPE);

  it('is given back at the end of the next one', async () => {
    const world = leftWorld();
    world.canary = () => ({ requests: 100, errors: 50 });
    await harness.run(world, FILE);
    expect(world.scaled.get('v1')).toBe('free');
  });

  it('is given back by a reconciliation, which says so', async () => {
    const world = leftWorld();
    const { reason } = await reconcile(world);
    expect(reason).toBe('v1 has all traffic; scale-in of v1 is as it was before it was suspended');
    expect(world.scaled.get('v1')).toBe('free');
    expect((await reconcile(world)).reason).toBe('v1 serves alone: there is nothing to clean up');
  });

  it('is given back together with the traffic', async () => {
    const world = leftWorld();
    world.running.add('v2');
    world.split = [
      { version: 'v1', weight: 50 },
      { version: 'v2', weight: 50 },
    ];
    const { reason } = await reconcile(world);
    expect(reason).toBe(
      'v1 has all traffic; v2 is removed; scale-in of v1 is as it was before it was suspended',
    );
    expect(world.scaled.get('v1')).toBe('free');
  });

  it('does not keep a reconciliation from its end where nobody may look at it', async () => {
    const world = leftWorld();
    world.failNext('release', denied());
    const { outcome, reason } = await reconcile(world);
    expect([outcome, reason]).toEqual([
      undefined,
      'v1 has all traffic; whether scale-in of v1 is still suspended cannot be seen: AccessDeniedException: not allowed to RegisterScalableTarget',
    ]);
  });
});
