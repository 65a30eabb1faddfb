import { commandUpdate, statusQuery } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { steppedActivities, SteppedService } from '../fakes/stepped/service.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';

let world: World;
let service: SteppedService;
let harness: Harness;
const STEPPED = {
  workflows: 'test/fakes/stepped/workflows.ts',
  activities: steppedActivities(() => service),
};
beforeAll(async () => {
  harness = await startHarness(STEPPED);
});
afterAll(() => harness.close());

/** Steps as the service makes them. */
const STEPS = [25, 50, 75].map((weight) => ({ weight, bakeSeconds: 60 }));

async function rollOut(operator?: Operator, changes: object = {}) {
  world = worldServing('v1');
  service = new SteppedService(world, 'v1', 25);
  return harness.run(world, rolloutYaml({ steps: STEPS, ...changes }), operator);
}

const UP_TO_50 = ['update to v2', 'v2 25', 'v2 50'];
const PROMOTED = [...UP_TO_50, 'v2 75', 'v2 100', 'record shop:2026-01-02.v2', 'end with v2'];

it('goes by the steps of a driver that shifts at deploy', async () => {
  const { outcome, effects, seconds } = await rollOut();
  expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
  expect(seconds).toBeGreaterThan(4 * 60);
});

it('refuses another weight, with the reason of the driver, and says so in its status', async () => {
  let answers: unknown;
  const { outcome, effects } = await rollOut(async (handle, sleep) => {
    await sleep(90);
    const { cannot } = await handle.query(statusQuery);
    const refused = await handle
      .executeUpdate(commandUpdate('setWeight'), { args: [{ by: 'ann', weight: 5 }] })
      .catch((error: Error) => (error.cause as Error).message);
    answers = { cannot, refused };
  });
  expect(answers).toEqual({
    cannot: { setWeight: expect.stringMatching(/^ECS makes the steps itself/) },
    refused: expect.stringMatching(/^setWeight is refused: ECS makes the steps itself/),
  });
  expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
});

it('refuses steps that the traffic chooses, and has changed nothing', async () => {
  const auto = { steps: 'auto', judge: { kind: 'evidence' } };
  const { outcome, reason, effects } = await rollOut(undefined, auto);
  expect({ outcome, effects }).toEqual({ outcome: 'Refused', effects: [] });
  expect(reason).toMatch(/^steps: auto cannot be followed: ECS makes the steps itself/);
});

it('takes all steps at once where somebody promotes', async () => {
  const { outcome, effects, status } = await rollOut(async (handle, sleep) => {
    await sleep(30);
    await handle.signal('promote', { by: 'ann' });
  });
  expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
  expect(status.weights.map(({ split }) => split.at(-1)?.weight)).toEqual([25, 100]);
});

it('waits at a gate', async () => {
  const [first, ...others] = STEPS;
  const gated = [{ ...first, gate: { by: ['ann'], seconds: 3600 } }, ...others];
  const seen: unknown[] = [];
  const { outcome } = await rollOut(
    async (handle, sleep) => {
      const input: CommandInput = { by: 'ann' };
      await sleep(1000);
      seen.push((await handle.query(statusQuery)).waitsFor?.what, [...world.effects]);
      await handle.executeUpdate(commandUpdate('approve'), { args: [input] });
    },
    { steps: gated },
  );
  expect(seen).toEqual([expect.stringMatching(/^ann to approve 25 %/), ['update to v2', 'v2 25']]);
  expect(outcome).toBe('promoted');
});

it('keeps its weight while it is paused, and goes on when it is resumed', async () => {
  let paused: unknown;
  const { outcome } = await rollOut(async (handle, sleep) => {
    await sleep(90);
    await handle.signal('pause', { by: 'ann' });
    await sleep(600);
    paused = [...world.effects];
    await handle.signal('resume', { by: 'ann' });
  });
  expect(paused).toEqual(UP_TO_50);
  expect(outcome).toBe('promoted');
});

it.each<[string, object, Operator, string]>([
  ['somebody aborts', {}, async (handle) => handle.signal('abort', { by: 'ann' }), 'Aborted'],
  [
    'the canary fails',
    {},
    async () => {
      world.canary = () => ({ requests: 100, errors: 50 });
    },
    'RolledBack',
  ],
  [
    'somebody rolls the deployment back, and weights are to be restored',
    { onDrift: 'restore' },
    async () => service.stop(),
    'RolledBack',
  ],
])('goes back where %s', async (_, changes, operator, expected) => {
  const { outcome, effects } = await rollOut(async (handle, sleep) => {
    await sleep(90);
    await operator(handle, sleep);
  }, changes);
  expect({ outcome, effects }).toEqual({ outcome: expected, effects: [...UP_TO_50, 'v2 0'] });
  expect([...world.running]).toEqual(['v1']);
});

it('tells of a deployment that somebody rolled back, and waits', async () => {
  let seen: unknown;
  const { outcome } = await rollOut(async (handle, sleep) => {
    await sleep(90);
    service.stop();
    await sleep(600);
    const { paused, events } = await handle.query(statusQuery);
    seen = { paused, events: events.map(({ what }) => what) };
    await handle.signal('abort', { by: 'ann' });
  });
  expect(seen).toEqual({
    paused: true,
    events: expect.arrayContaining([
      'somebody changed the weights to v1 100 %, v2 0 %; wanted is v1 50 %, v2 50 %; paused: resume restores them',
    ]),
  });
  expect(outcome).toBe('Aborted');
});

describe('on a worker that forgets', () => {
  beforeAll(async () => {
    await harness.close();
    harness = await startHarness({ ...STEPPED, forgets: true });
  });

  it('goes on where the worker dies in the middle of it', async () => {
    const { outcome, effects } = await rollOut(async (_handle, sleep) => {
      await sleep(90);
      await harness.replaceWorker();
    });
    expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
  });
});
