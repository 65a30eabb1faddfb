import type { WorkflowHandle } from '@temporalio/client';
import { commandUpdate, statusQuery } from '../../workflows/messages.ts';
import type { CommandInput } from '../../workflows/rollout/command.ts';
import type { CommandName } from '../../workflows/rollout/command-name.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { awsError, World, worldServing } from '../fakes/world.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const V2 = 'shop:2026-01-02.v2';

describe('a healthy canary', () => {
  it('takes the traffic in steps, bakes at 100 %, and only then replaces the old version', async () => {
    const ended = await harness.run(worldServing('v1'), deployJson({ PercentageStep: 33 }));
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects).toEqual([
      'create v2',
      'write v1 67, v2 33',
      'write v1 34, v2 66',
      'write v1 1, v2 99',
      'write v1 0, v2 100',
      `record ${V2}`,
      'write v2 100',
      'remove v1',
    ]);
    expect(ended.status).toMatchObject({
      phase: 'promoted',
      stable: 'v1',
      canary: 'v2',
    });
    expect(ended.status.waitsFor).toBeUndefined();
    expect(ended.status.waits.map(({ what }) => what)).toEqual(
      expect.arrayContaining([33, 66, 99, 100].map((weight) => `${weight} % to have baked for 60 s`)),
    );
    const [asFound, ...written] = ended.status.weights;
    expect(asFound?.wanted).toEqual([]);
    for (const { split, wanted } of written) expect(wanted).toEqual(split);
    expect(ended.status.verdicts.map(({ kind }) => kind)).toEqual(['pass', 'pass', 'pass', 'pass']);
  });

  it('with a step of 100 is still checked before the old version goes', async () => {
    const world = worldServing('v1');
    world.canary = () => ({ requests: 10, errors: 9 });
    const ended = await harness.run(world, deployJson({ PercentageStep: 100 }));
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.effects).toEqual([
      'create v2',
      'write v1 0, v2 100',
      'write v1 100, v2 0',
      'write v1 100',
      'remove v2',
    ]);
  });
});

describe('a first deployment', () => {
  it('gets all traffic at once and is judged before it counts', async () => {
    const ended = await harness.run(new World(), deployJson());
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects).toEqual(['create v2', 'write v2 100', `record ${V2}`]);
    expect(ended.status.verdicts).toHaveLength(1);
  });

  it('says from the beginning that it takes one step', async () => {
    const { status } = await harness.run(new World(), deployJson({ PercentageStep: 10 }));
    expect(status.steps).toEqual([expect.objectContaining({ weight: 100 })]);
    expect(status.step).toMatchObject({ number: 1, of: 1, weight: 100 });
    expect(status.events.map(({ what }) => what)).toEqual(
      expect.arrayContaining([
        'first deployment: no version serves yet, so it gets all traffic in one step',
        'step 1 of 1: 100 %',
      ]),
    );
  });

  it('that fails leaves neither route nor version behind, so that the next try works', async () => {
    const world = new World();
    world.canary = () => ({ requests: 100, errors: 50 });
    const failed = await harness.run(world, deployJson());
    expect(failed.outcome).toBe('RolledBack');
    expect(failed.effects).toEqual(['create v2', 'write v2 100', 'write none', 'remove v2']);

    world.canary = () => ({ requests: 100, errors: 0 });
    const next = await harness.run(world, deployJson({ Sha: 'v3', ContainerImage: 'shop:3.v3' }));
    expect(next.outcome).toBe('promoted');
  });
});

describe('a bad canary', () => {
  it('is rolled back with the check and its numbers as the reason', async () => {
    const world = worldServing('v1');
    world.canary = (weight) => ({ requests: 100, errors: weight > 50 ? 7 : 1 });
    const ended = await harness.run(world, deployJson({ PercentageStep: 33, FailureThresholdValue: 1 }));
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.reason).toMatch(/7 of 100 requests of the canary failed in \d+ s, more than the 1 allowed/);
    expect(ended.effects.slice(1)).toEqual([
      'write v1 67, v2 33',
      'write v1 34, v2 66',
      'write v1 100, v2 0',
      'write v1 100',
      'remove v2',
    ]);
    expect(world.split).toEqual([{ version: 'v1', weight: 100 }]);
    expect(world.record?.number).toBe(1);
  });

  it('that never gets ready is removed without a request having reached it', async () => {
    const world = worldServing('v1');
    world.onTheWay = [
      { kind: 'pending', reason: 'the stack is being made' },
      { kind: 'failed', reason: 'ECSService (AWS::ECS::Service): image not found' },
    ];
    const ended = await harness.run(world, deployJson());
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.reason).toMatch(/ECSService \(AWS::ECS::Service\): image not found/);
    expect(ended.effects).toEqual(['create v2', 'remove v2']);
  });

  it('that is not ready in the time the plan allows is removed', async () => {
    const world = worldServing('v1');
    world.onTheWay = Array.from({ length: 500 }, () => ({ kind: 'pending', reason: 'tasks are starting' }));
    const ended = await harness.run(world, deployJson({ DeploymentTimeout: 120 }), async () => {
      // The version is found gone by the way back once it was asked to go.
      world.onTheWay = world.onTheWay.slice(0, 100);
    });
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.effects).toEqual(['create v2', 'remove v2']);
  });
});

describe('no data', () => {
  it('extends the step and goes on as soon as there is some', async () => {
    const world = worldServing('v1');
    let checks = 0;
    world.canary = () => (++checks > 3 ? { requests: 5, errors: 0 } : undefined);
    const ended = await harness.run(world, deployJson({ PercentageStep: 100 }));
    expect(ended.outcome).toBe('promoted');
    expect(ended.status.verdicts.map(({ kind }) => kind)).toEqual([
      'inconclusive',
      'inconclusive',
      'inconclusive',
      'pass',
    ]);
  });

  it.each([
    ['rollBack', 'RolledBack', /no request of the canary was seen .* after 120 s of extension/],
    ['advance', 'promoted', /serves all traffic/],
    ['pause', 'RolledBack', /nobody answered within 300 s/],
  ])('for longer than the plan allows ends as OnInconclusive %s says', async (policy, outcome, reason) => {
    const world = worldServing('v1');
    world.canary = () => undefined;
    const file = deployJson({
      PercentageStep: 100,
      OnInconclusive: policy,
      ExtensionTimeout: 120,
      HoldTimeout: 300,
    });
    const ended = await harness.run(world, file);
    expect(ended.outcome).toBe(outcome);
    expect(ended.reason).toMatch(reason);
  });

  it('because the metrics are out holds the weight and goes on by itself', async () => {
    const world = worldServing('v1');
    world.failNext('sample', ...Array.from({ length: 12 }, () => awsError('InternalServiceFault')));
    const ended = await harness.run(world, deployJson({ PercentageStep: 100 }));
    expect(ended.outcome).toBe('promoted');
    expect(ended.status.verdicts[0]).toMatchObject({
      kind: 'inconclusive',
      reason: expect.stringMatching(/cannot be read: InternalServiceFault/),
    });
  });
});

describe('an operator', () => {
  it('holds a weight by pause, and lets it go on by resume', async () => {
    const world = worldServing('v1');
    const during: string[] = [];
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
      await sleep(10);
      await handle.signal('pause', { by: 'ann', reason: 'lunch' });
      await sleep(600);
      during.push(...world.effects);
      await handle.signal('resume', { by: 'ann' });
    });
    expect(during).toEqual(['create v2', 'write v1 50, v2 50']);
    expect(ended.outcome).toBe('promoted');
    expect(ended.status.commands.map(({ command, by, reason }) => [command, by, reason])).toEqual([
      ['pause', 'ann', 'lunch'],
      ['resume', 'ann', 'none given'],
    ]);
  });

  it('is told why a weight is held however long it is, and however often it is looked', async () => {
    const world = worldServing('v1');
    let requests = 100;
    world.canary = () => ({ requests: (requests += 7), errors: 0 });
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
      await sleep(10);
      await handle.signal('pause', { by: 'ann', reason: 'lunch' });
      await sleep(1800);
      await handle.signal('resume', { by: 'ann' });
    });
    const { events, verdicts } = ended.status;
    expect(events.filter(({ what }) => /^pass: paused; held until/.test(what))).toHaveLength(1);
    expect(events[0]?.number).toBe(1);
    expect(verdicts.filter(({ ledTo }) => ledTo === 'hold')).toHaveLength(1);
  });

  it('does not keep a bad canary alive by a pause', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
      await sleep(10);
      await handle.signal('pause', { by: 'ann' });
      world.canary = () => ({ requests: 100, errors: 30 });
    });
    expect(ended.outcome).toBe('RolledBack');
    expect(world.running).toEqual(new Set(['v1']));
  });

  it('promotes at once to 100 % and skips every bake that is left', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson({ PercentageStep: 10 }), async (handle, sleep) => {
      await sleep(10);
      await handle.signal('promote', { by: 'ann', reason: 'hotfix' });
    });
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.filter((effect) => effect.startsWith('write'))).toEqual([
      'write v1 90, v2 10',
      'write v1 0, v2 100',
      'write v2 100',
    ]);
    expect(ended.status.verdicts).toEqual([]);
  });

  it('ends only the present bake by promoting a step', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
      await sleep(10);
      await handle.signal('promote', { by: 'ann', step: true });
    });
    expect(ended.outcome).toBe('promoted');
    expect(ended.status.verdicts).toHaveLength(1);
  });

  it.each([
    ['in a bake', 30, ['create v2', 'write v1 67, v2 33', 'write v1 100, v2 0', 'write v1 100', 'remove v2']],
    ['right at the start', 0, undefined],
  ])('aborts %s, and the service is whole again', async (_when, seconds, effects) => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson(), async (handle, sleep) => {
      if (seconds > 0) await sleep(seconds);
      await handle.signal('abort', { by: 'bob', reason: 'bad graph' });
    });
    expect(ended.outcome).toBe('Aborted');
    expect(ended.reason).toBe('aborted by bob: bad graph');
    if (effects) expect(ended.effects).toEqual(effects);
    expect(world.split).toEqual([{ version: 'v1', weight: 100 }]);
    expect(world.running).toEqual(new Set(['v1']));
  });

  it('aborts even while an activity hangs', async () => {
    const world = worldServing('v1');
    let release = () => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    world.hang('create', () => released);
    const ended = await harness.run(world, deployJson(), async (handle) => {
      await handle.signal('abort', 'stuck');
    });
    release();
    expect(ended.outcome).toBe('Aborted');
    expect(ended.reason).toBe('aborted by unknown: stuck');
  });

  it('repeating a command with the same id changes nothing', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
      await sleep(10);
      for (let i = 0; i < 3; i++) await handle.signal('promote', { by: 'ann', step: true, id: 'click-1' });
    });
    expect(ended.status.commands).toHaveLength(1);
    expect(ended.status.verdicts).toHaveLength(1);
  });

  it('who cancels the workflow gets the way back too', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson(), async (handle, sleep) => {
      await sleep(30);
      await handle.cancel();
    });
    expect(ended.outcome).toBe('Aborted');
    expect(world.split).toEqual([{ version: 'v1', weight: 100 }]);
    expect(world.running).toEqual(new Set(['v1']));
  });
});

describe('an operator who wants an answer', () => {
  const ask = (handle: WorkflowHandle, name: CommandName, input: CommandInput = {}) =>
    handle.executeUpdate(commandUpdate(name as 'pause'), { args: [{ by: 'ann', ...input }] });

  it('gets the new state', async () => {
    let answer: unknown;
    await harness.run(worldServing('v1'), deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
      await sleep(10);
      answer = await ask(handle, 'pause');
      await ask(handle, 'resume');
    });
    expect(answer).toMatchObject({ phase: 'baking', paused: true, step: { number: 1, weight: 50 } });
  });

  it('is refused with the reason, and nothing of it stays in the history', async () => {
    let refusal: unknown;
    const ended = await harness.run(
      worldServing('v1'),
      deployJson({ PercentageStep: 50 }),
      async (handle, sleep) => {
        await sleep(10);
        refusal = await ask(handle, 'resume').catch((error: Error) => error.cause);
      },
    );
    expect(refusal).toMatchObject({
      type: 'CommandRefused',
      message: 'resume is refused: it is neither paused nor held',
    });
    expect(ended.status.commands).toEqual([]);
  });

  it('is refused when another step is under way than the one on the screen', async () => {
    const ended = await harness.run(
      worldServing('v1'),
      deployJson({ PercentageStep: 25 }),
      async (handle, sleep) => {
        await sleep(10);
        const click = () => ask(handle, 'promote', { step: true, expectedStep: 1 }).catch(() => undefined);
        await click();
        await click();
      },
    );
    expect(ended.outcome).toBe('promoted');
    expect(ended.status.commands.filter(({ refused }) => refused === undefined)).toHaveLength(1);
  });

  it('sets a weight, which is held until it is told to go on from there', async () => {
    const world = worldServing('v1');
    const during: string[] = [];
    const ended = await harness.run(world, deployJson({ PercentageStep: 25 }), async (handle, sleep) => {
      await sleep(10);
      await ask(handle, 'setWeight', { weight: 5 });
      await sleep(600);
      during.push(...world.effects);
      await ask(handle, 'resume');
    });
    expect(during).toEqual(['create v2', 'write v1 75, v2 25', 'write v1 95, v2 5']);
    expect(ended.effects.slice(3, 6)).toEqual([
      'write v1 75, v2 25',
      'write v1 50, v2 50',
      'write v1 25, v2 75',
    ]);
    expect(ended.outcome).toBe('promoted');
  });

  it('takes the canary out of the traffic by weight 0, without removing it', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }), async (handle, sleep) => {
      await sleep(10);
      await ask(handle, 'setWeight', { weight: 0 });
      await sleep(300);
      await ask(handle, 'abort', { reason: 'seen enough' });
    });
    expect(ended.outcome).toBe('Aborted');
    expect(ended.effects).toEqual([
      'create v2',
      'write v1 50, v2 50',
      'write v1 100, v2 0',
      'write v1 100',
      'remove v2',
    ]);
  });

  it('has a held rollout judge anew by resume', async () => {
    const world = worldServing('v1');
    world.canary = () => undefined;
    const file = deployJson({ PercentageStep: 100, ExtensionTimeout: 60, WaitTime: 600 });
    const ended = await harness.run(world, file, async (handle, sleep) => {
      await sleep(1000);
      world.canary = () => ({ requests: 10, errors: 0 });
      await ask(handle, 'resume', { reason: 'metrics are back' });
    });
    expect(ended.outcome).toBe('promoted');
    expect(ended.status.commands).toMatchObject([{ command: 'resume', reason: 'metrics are back' }]);
  });

  it('who comes too late by signal is told so in the status', async () => {
    const world = worldServing('v1');
    world.canary = () => ({ requests: 100, errors: 90 });
    let removed: (() => void) | undefined;
    const ended = await harness.run(world, deployJson(), async (handle, sleep) => {
      world.hang('remove', () => new Promise<void>((resolve) => (removed = resolve)));
      while (!removed) await sleep(1);
      await handle.signal('promote', { by: 'ann' });
      removed();
      world.hang('remove', () => Promise.resolve());
    });
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.status.commands).toMatchObject([
      { command: 'promote', refused: 'it is already rolling back' },
    ]);
  });
});

describe('faults of AWS', () => {
  it.each([
    'read',
    'write',
    'create',
    'readiness',
    'remove',
    'sample',
    'readVersion',
    'recordVersion',
  ] as const)('that happen once in %s have no visible effect', async (operation) => {
    const world = worldServing('v1');
    world.failNext(operation, awsError('ThrottlingException'));
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }));
    expect(ended.outcome).toBe('promoted');
    expect(world.running).toEqual(new Set(['v2']));
  });

  it('that stay on the way forward lead back', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson(), async (_handle, sleep) => {
      await sleep(30);
      const denied = () => awsError('AccessDeniedException', 'not allowed to UpdateRoute');
      world.failNext('write', denied(), denied());
    });
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.reason).toBe('shiftTraffic failed: AccessDeniedException: not allowed to UpdateRoute');
    expect(world.split).toEqual([{ version: 'v1', weight: 100 }]);
  });

  it('on the way back are outlived, however long they last', async () => {
    const world = worldServing('v1');
    world.canary = () => ({ requests: 9, errors: 9 });
    const denied = () => awsError('AccessDeniedException');
    const ended = await harness.run(world, deployJson(), async (_handle, sleep) => {
      await sleep(30);
      world.failNext('write', ...Array.from({ length: 40 }, denied));
      world.failNext('remove', ...Array.from({ length: 40 }, denied));
    });
    expect(ended.outcome).toBe('RolledBack');
    expect(world.running).toEqual(new Set(['v1']));
  });
});

it('a stable version that is short of tasks gets its traffic back at once, and the status says so', async () => {
  const world = worldServing('v1');
  world.canary = () => ({ requests: 9, errors: 9 });
  const ended = await harness.run(world, deployJson(), async (_handle, sleep) => {
    await sleep(30);
    world.onTheWay = [{ kind: 'pending', reason: '1 of 3 tasks runs' }];
  });
  expect(ended.effects.at(-1)).toBe('remove v2');
  expect(ended.status.events.map(({ what }) => what)).toContain(
    'v1 gets its traffic back, but not all of its tasks are running: look at them',
  );
});

describe('weights that somebody else has changed', () => {
  const drifted = (onDrift: string, operator?: Operator) => {
    const world = worldServing('v1');
    const file = deployJson({ PercentageStep: 50, OnDrift: onDrift });
    return harness.run(world, file, async (handle, sleep) => {
      await sleep(30);
      world.split = [
        { version: 'v1', weight: 10 },
        { version: 'v2', weight: 90 },
      ];
      await operator?.(handle, sleep);
    });
  };

  it('are restored where the plan says so', async () => {
    const ended = await drifted('restore');
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(1, 4)).toEqual([
      'write v1 50, v2 50',
      'write v1 50, v2 50',
      'write v1 0, v2 100',
    ]);
  });

  it('pause the rollout by default, and resume restores them', async () => {
    const during: string[] = [];
    const ended = await drifted('pause', async (handle, sleep) => {
      await sleep(600);
      const status = await handle.query(statusQuery);
      during.push(
        String(status.paused),
        ...status.events.map(({ what }) => what).filter((what) => what.startsWith('somebody')),
      );
      await handle.signal('resume', { by: 'ann' });
    });
    expect(during).toEqual([
      'true',
      'somebody changed the weights to v1 10 %, v2 90 %; wanted is v1 50 %, v2 50 %; paused: resume restores them',
    ]);
    expect(ended.effects.slice(1, 4)).toEqual([
      'write v1 50, v2 50',
      'write v1 50, v2 50',
      'write v1 0, v2 100',
    ]);
    expect(ended.outcome).toBe('promoted');
  });

  it('roll it back where the plan says so', async () => {
    const ended = await drifted('rollBack');
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.reason).toMatch(/somebody changed the weights/);
  });
});

describe('a route that somebody deleted', () => {
  const deleted = (onDrift: string) => {
    const world = worldServing('v1');
    const file = deployJson({ PercentageStep: 50, OnDrift: onDrift });
    return harness
      .run(world, file, async (_, sleep) => {
        await sleep(30);
        world.split = [];
      })
      .then((ended) => ({ ...ended, what: ended.status.events.map(({ what }) => what) }));
  };
  const SAID =
    'no version gets traffic any more: somebody removed the route or its weights; wanted is v1 50 %, v2 50 %';

  it.each(['pause', 'restore'])(
    'is restored at once, and waits for nobody, by onDrift %s',
    async (onDrift) => {
      const { outcome, effects, what } = await deleted(onDrift);
      expect(outcome).toBe('promoted');
      expect(effects.slice(1, 4)).toEqual(['write v1 50, v2 50', 'write v1 50, v2 50', 'write v1 0, v2 100']);
      expect(what).toContain(`${SAID}; it is restored`);
    },
  );

  it('is rolled back where the plan says so', async () => {
    const { outcome, reason, effects } = await deleted('rollBack');
    expect(outcome).toBe('RolledBack');
    expect(reason).toBe(SAID);
    expect(effects.slice(1)).toEqual([
      'write v1 50, v2 50',
      'write v1 100, v2 0',
      'write v1 100',
      'remove v2',
    ]);
  });
});

describe('what is found at the start', () => {
  it('a split that a dead rollout left is mended when the record tells who was stable', async () => {
    const world = worldServing('v1');
    world.running.add('v0');
    world.split = [
      { version: 'v1', weight: 40 },
      { version: 'v0', weight: 60 },
    ];
    const ended = await harness.run(world, deployJson({ PercentageStep: 100 }));
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects[0]).toBe('write v1 100');
  });

  it('a split that nobody can explain is refused, and nothing is touched', async () => {
    const world = worldServing('v1');
    world.running.add('v0');
    world.record = undefined;
    world.split = [
      { version: 'v1', weight: 40 },
      { version: 'v0', weight: 60 },
    ];
    const ended = await harness.run(world, deployJson());
    expect(ended.outcome).toBe('Refused');
    expect(ended.reason).toMatch(/traffic is split \(v1 40 %, v0 60 %\)/);
    expect(ended.effects).toEqual([]);
  });

  it('a version that serves already is refused', async () => {
    const ended = await harness.run(worldServing('v2'), deployJson());
    expect(ended.outcome).toBe('Refused');
    expect(ended.effects).toEqual([]);
  });

  it('a plan that is wrong is refused with everything that is wrong in it', async () => {
    const ended = await harness.run(worldServing('v1'), deployJson({ PercentageStep: 0, WaitTime: 'soon' }));
    expect(ended.outcome).toBe('InvalidPlan');
    expect(ended.reason).toMatch(/PercentageStep: .*\nWaitTime: /s);
    expect(ended.effects).toEqual([]);
  });

  it('what AWS would refuse later is refused at once, as a fault of the plan', async () => {
    const world = worldServing('v1');
    const refusal = Object.assign(awsError('ValidationError', 'Template format error'), { $fault: 'client' });
    world.failNext('rehearse', refusal, refusal);
    const ended = await harness.run(world, deployJson());
    expect(ended.outcome).toBe('InvalidPlan');
    expect(ended.reason).toBe('CanaryTemplate: ValidationError: Template format error');
    expect(ended.effects).toEqual([]);
  });

  it('what fails by chance before anything is made is asked again', async () => {
    const world = worldServing('v1');
    world.failNext('rehearse', awsError('ThrottlingException'), awsError('TimeoutError'));
    expect((await harness.run(world, deployJson())).outcome).toBe('promoted');
  });
});

it('ends by the way back when the whole rollout takes longer than the plan allows', async () => {
  const world = worldServing('v1');
  world.canary = () => undefined;
  const ended = await harness.run(world, deployJson({ RolloutTimeout: 300, DeploymentTimeout: 60 }));
  expect(ended.outcome).toBe('RolledBack');
  expect(ended.reason).toMatch(/^the rollout did not end by /);
  expect(world.running).toEqual(new Set(['v1']));
});
