import { inPlace, rolloutYaml } from '../fakes/rollout-yaml.ts';
import { awsError, worldAtHome, worldServing, type World } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

// The test server skips no more time once a workflow has ended whose parent ended before it, so each test has its own.
let harness: Harness;
beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const channel = (name: string, events?: string[]) => ({
  name,
  kind: 'slack',
  urlFrom: 'SERIN_SLACK_URL',
  ...(events && { events }),
});

/** Every workflow that tells somebody something has ended. */
async function allTold(world: World, count: number): Promise<string[]> {
  while (world.told.length < count) await harness.env.sleep(1000);
  return [...world.told].sort();
}

it('nobody is told of a rollout that is refused before it makes anything', async () => {
  const world = worldServing('v1');
  const refusal = Object.assign(awsError('ValidationError'), { $fault: 'client' });
  world.failNext('rehearse', refusal, refusal);
  const ended = await harness.run(world, rolloutYaml({ notifications: [channel('team')] }));
  expect(ended.outcome).toBe('InvalidPlan');
  // Later rollouts are told of, so that a late message of this one would show.
  await harness.run(world, rolloutYaml({ notifications: [channel('team')] }));
  expect(await allTold(world, 2)).toEqual(['team: promoted', 'team: started']);
});

it('everybody is told once of everything that they want to know', async () => {
  const world = worldServing('v1');
  const file = rolloutYaml({
    notifications: [channel('team'), channel('boss', ['promoted', 'rolledBack'])],
    steps: [{ weight: 33, bakeSeconds: 60, gate: {} }],
  });
  const ended = await harness.run(world, file, async (handle, sleep) => {
    await sleep(2000);
    await handle.signal('approve', { by: 'ann' });
  });
  expect(ended.outcome).toBe('promoted');
  expect(await allTold(world, 4)).toEqual([
    'boss: promoted',
    'team: gate',
    'team: promoted',
    'team: started',
  ]);
});

it('a receiver that is down delays nothing, and is told when it is back', async () => {
  const world = worldServing('v1');
  const tell = world.tell;
  let back = false;
  world.tell = async (...given) => {
    if (!back) throw awsError('NotTold', 'hooks.example answers 503');
    await tell(...given);
  };
  const file = rolloutYaml({ notifications: [channel('team', ['promoted'])] });
  const ended = await harness.run(world, file);
  expect(ended.outcome).toBe('promoted');
  expect(world.told).toEqual([]);
  back = true;
  expect(await allTold(world, 1)).toEqual(['team: promoted']);
});

it('an aborted rollout tells so once it has given everything back', async () => {
  const world = worldServing('v1');
  const file = rolloutYaml({ notifications: [channel('team', ['aborted', 'rolledBack'])] });
  await harness.run(world, file, async (handle, sleep) => {
    await sleep(10);
    await handle.cancel();
  });
  expect(await allTold(world, 1)).toEqual(['team: aborted']);
});

it('people hear of the way back when it begins, and again when it takes longer than its time', async () => {
  const world = worldServing('v1');
  const tell = world.tell;
  world.tell = async (channel, event) => {
    world.effects.push(`told ${event.kind}`);
    await tell(channel, event);
  };
  // Attempts come 15 s apart at last: an hour of them.
  const denied = Array.from({ length: 240 }, () => awsError('AccessDenied'));
  world.onWrite = () => {
    world.onWrite = () => undefined;
    world.failNext('write', ...denied);
  };
  world.canary = () => ({ requests: 100, errors: 50 });
  const ended = await harness.run(world, rolloutYaml({ notifications: [channel('team')] }));
  expect(ended.outcome).toBe('RolledBack');
  const order = ended.effects.filter((effect) => !/^(create|told (started|rolledBack)|remove)/.test(effect));
  expect(order).toEqual([
    'write v1 67, v2 33',
    'told rollingBack',
    'told stuck',
    'told stuck',
    'write v1 100, v2 0',
    'write v1 100',
  ]);
  const stuck = ended.status.events.find(({ what }) => what.startsWith('stuck'))?.what;
  expect(stuck).toMatch(/^stuck: for 1 min it has been waiting for all traffic to be back at v1/);
});

it('a thread that the first message begins is the one of all others of the rollout', async () => {
  const world = worldServing('v1');
  const tell = world.tell;
  const threads: (string | undefined)[] = [];
  world.tell = async (channel, event, thread) => {
    threads.push(thread);
    await tell(channel, event);
    return thread ?? `thread of ${event.kind}`;
  };
  const file = rolloutYaml({
    notifications: [channel('team')],
    steps: [{ weight: 33, bakeSeconds: 60, gate: {} }],
  });
  await harness.run(world, file, async (handle, sleep) => {
    await sleep(2000);
    await handle.signal('approve', { by: 'ann' });
  });
  await allTold(world, 3);
  expect(threads).toEqual([undefined, 'thread of started', 'thread of started']);
});

it('people are told when a service does not come to run the version that has been tried beside it', async () => {
  const world = worldAtHome('v1');
  world.settling = (definition) =>
    definition === 'cart:v2' ? { kind: 'failed', reason: 'tasks failed to start' } : { kind: 'ready' };
  await harness.run(world, inPlace({ notifications: [channel('team', ['held'])] }));
  expect(await allTold(world, 1)).toEqual(['team: held']);
  expect(world.reasons).toEqual(['cart does not run v2: tasks failed to start']);
});
