import { commandUpdate } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { startHarness, type Harness } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const FILE = rolloutYaml({
  notifications: [{ name: 'team', kind: 'slack', urlFrom: 'SERIN_SLACK_URL' }],
  steps: [{ weight: 33, bakeSeconds: 60 }],
});

/** A world whose worker serves one service alone, and whom Alice alone may command. */
function worldOf(service: string): World {
  const world = worldServing('v1');
  const commanders = { line: 4, column: 5, allowed: ['alice'] };
  world.policy = {
    file: 'policy.yaml',
    rules: [{ line: 2, column: 5, environments: ['shop'], services: [service], commanders }],
  };
  return world;
}

it('what the policy forbids is refused with its words, and nothing is made or told', async () => {
  const world = worldOf('basket');
  const ended = await harness.run(world, FILE);
  expect(ended).toMatchObject({
    outcome: 'Refused',
    reason: 'policy.yaml: no rule is for service cart of environment shop',
    effects: [],
  });
  expect(world.told).toEqual([]);
});

it('whom the policy does not name cannot command a rollout, by an update or by a signal', async () => {
  const world = worldOf('cart');
  const answers: unknown[] = [];
  const ended = await harness.run(world, FILE, async (handle, sleep) => {
    const pause = (input: CommandInput) =>
      handle.executeUpdate(commandUpdate('pause'), { args: [input] }).catch((error: Error) => error.cause);
    await sleep(30);
    answers.push(await pause({ by: 'mallory' }), await pause({}));
    await handle.signal('abort', { by: 'mallory', reason: 'because' });
    await sleep(1);
    answers.push(await pause({ by: 'alice' }));
    await handle.signal('resume', { by: 'alice' });
  });
  expect(answers).toMatchObject([
    { message: "pause is refused: mallory may not command it: the worker's policy lets alice" },
    { message: "pause is refused: unknown may not command it: the worker's policy lets alice" },
    { paused: true },
  ]);
  expect(ended.outcome).toBe('promoted');
  expect(ended.status.commands).toMatchObject([
    { command: 'abort', by: 'mallory', refused: expect.stringContaining('may not command it') },
    { command: 'pause', by: 'alice' },
    { command: 'resume', by: 'alice' },
  ]);
});
