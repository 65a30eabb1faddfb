import { RECONCILE_TYPE } from '../../workflows/messages.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { awsError, worldServing, type Operation, type World } from '../fakes/world.ts';
import { runAlone } from './harness.ts';

const FILE = deployJson({ PercentageStep: 50 });

// One on which a workflow was terminated skips no time any more.
const run = runAlone;

const reconcile = (world: World) => run(world, FILE, undefined, RECONCILE_TYPE);

const weightOf = (world: World, version: string) =>
  world.split.find((share) => share.version === version)?.weight;
const serves = (version: string) => (world: World) => weightOf(world, version) === 100;

/** What an impatient operator leaves who terminates a rollout of v2 when it comes to an operation. */
async function terminatedAt(operation: Operation, isTime: (world: World) => boolean): Promise<World> {
  const world = worldServing('v1');
  world.copies = true;
  world.scaled.set('v1', 'free');
  if (operation === 'write') world.canary = () => ({ requests: 100, errors: 50 });
  const { outcome } = await run(world, FILE, async (handle) =>
    world.hang(operation, async () => {
      if (!isTime(world)) return;
      await handle.terminate('too slow for me');
      throw awsError('ServiceUnavailable');
    }),
  );
  expect(outcome).toBe('TerminatedFailure');
  world.hang(operation, async () => undefined);
  world.effects.length = 0;
  return world;
}

describe('what is left of a rollout that somebody terminates by force', () => {
  it.each<[string, Operation, (world: World) => boolean, string, readonly string[]]>([
    [
      'before its version is recorded becomes whole with the new version, scaled as the old one was',
      'recordVersion',
      serves('v2'),
      'v2 has all traffic; v2 is scaled as v1 was; v1 is removed',
      ['write v2 100', 'scaling of v2 is free', 'remove v1'],
    ],
    [
      'before its scaling is handed over, too',
      'handOver',
      serves('v2'),
      'v2 has all traffic; v2 is scaled as v1 was; v1 is removed',
      ['write v2 100', 'scaling of v2 is free', 'remove v1'],
    ],
    [
      'while it takes its canary out of the split becomes whole with stable',
      'write',
      (world) => serves('v1')(world) && weightOf(world, 'v2') === 0,
      'v1 has all traffic; v2 is removed; scale-in of v1 is as it was before it was suspended',
      ['write v1 100', 'remove v2', 'scaling of v1 is free'],
    ],
  ])('%s', async (_sentence, operation, isTime, reason, effects) => {
    const ended = await reconcile(await terminatedAt(operation, isTime));
    expect(ended.reason).toBe(reason);
    expect(ended.effects).toEqual(effects);
  });

  it('is put right by the next rollout before it begins', async () => {
    const world = await terminatedAt('handOver', serves('v2'));
    const next = await run(world, deployJson({ Sha: 'v3', ContainerImage: 'shop:3.v3' }));
    expect(next.effects.slice(0, 5)).toEqual([
      'write v2 100',
      'scaling of v2 is free',
      'remove v1',
      'scaling of v2 is held',
      'create v3',
    ]);
    expect([...world.scaled]).toEqual([['v3', 'free']]);
  });

  it('keeps no scaling that nobody may hand over, and that is said', async () => {
    const world = await terminatedAt('recordVersion', serves('v2'));
    world.failNext('handOver', awsError('AccessDeniedException', 'not allowed to RegisterScalableTarget'));
    expect((await reconcile(world)).reason).toBe(
      'v2 has all traffic; v2 is not scaled as v1 was: AccessDeniedException: not allowed to RegisterScalableTarget; v1 is removed',
    );
  });
});
