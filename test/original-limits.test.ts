import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { ROLLOUT_TYPE, rolloutId, statusQuery } from '../workflows/messages.ts';
import { judgeErrorCount } from '../workflows/rollout/judge/error-count.ts';
import { checkWindow } from '../workflows/rollout/judge/periods.ts';
import { settlePlan } from '../activities/plan/settle.ts';
import { deployJson } from './fakes/deploy-json.ts';
import { awsError, World, worldServing, type Operation } from './fakes/world.ts';
import { startHarness, type Harness } from './workflows/harness.ts';

// Limits of the article's pipeline, in the order and the words in which they were found; each is what does not happen here.
// Those that AWS itself has a part in are in original-limits-aws.test.ts.
let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
});
afterAll(() => harness.close());

const V2 = 'shop:2026-01-02.v2';
const HOME = [{ version: 'v1', weight: 100 }];
const ALL_BAD = () => ({ requests: 100, errors: 100 });
const often = (name: string, times = 30) => Array.from({ length: times }, () => awsError(name));

/** Lets an operation fail from the first bake on. */
const failingLater = (world: World, operation: Operation, errors: Error[], fields = {}) =>
  harness.run(world, deployJson({ OnInconclusive: 'rollBack', ...fields }), async (_handle, sleep) => {
    await sleep(30);
    world.failNext(operation, ...errors);
  });

const expectWhole = (world: World) => {
  expect(world.split).toEqual(HOME);
  expect(world.running).toEqual(new Set(['v1']));
};

describe('1. a step that does not divide 100', () => {
  it('ends in the rest, and the sum is always 100', async () => {
    const ended = await harness.run(worldServing('v1'), deployJson({ PercentageStep: 33 }));
    expect(ended.effects.filter((effect) => effect.startsWith('write')).slice(0, 4)).toEqual([
      'write v1 67, v2 33',
      'write v1 34, v2 66',
      'write v1 1, v2 99',
      'write v1 0, v2 100',
    ]);
  });
});

describe('2. a step of 100', () => {
  it('is checked before the old version goes', async () => {
    const world = worldServing('v1');
    world.canary = ALL_BAD;
    const ended = await harness.run(world, deployJson({ PercentageStep: 100 }));
    expect(ended.outcome).toBe('RolledBack');
    expectWhole(world);
  });
});

describe('3. steps and waits that are no plan', () => {
  it.each([
    ['a step of 0', { PercentageStep: 0 }],
    ['a step of 150', { PercentageStep: 150 }],
    ['a negative step', { PercentageStep: -10 }],
    ['no step', { PercentageStep: undefined }],
    ['no wait', { WaitTime: undefined }],
  ])('%s is refused before a stack is made', async (_words, fields) => {
    const ended = await harness.run(worldServing('v1'), deployJson(fields));
    expect(ended.outcome).toBe('InvalidPlan');
    expect(ended.effects).toEqual([]);
  });
});

describe('4. the wait and the check at 100 %', () => {
  it('come before the old stack is deleted', async () => {
    const world = worldServing('v1');
    world.canary = (weight) => ({ requests: 100, errors: weight === 100 ? 100 : 0 });
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }));
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.effects).not.toContain('remove v1');
    expectWhole(world);
  });

  it('are there for a first deployment, which is watched with its traffic', async () => {
    const world = new World();
    world.canary = ALL_BAD;
    const ended = await harness.run(world, deployJson({ WaitTime: 60 }));
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.seconds).toBeGreaterThanOrEqual(60);
  });
});

describe('5. UpdateRoute fails', () => {
  it('once, and the rollout goes on: one throttle is not enough', async () => {
    const ended = await failingLater(worldServing('v1'), 'write', often('TooManyRequestsException', 1));
    expect(ended.outcome).toBe('promoted');
  });

  it('for good, and the traffic goes back and the new stack goes', async () => {
    const world = worldServing('v1');
    const ended = await failingLater(world, 'write', often('ForbiddenException', 2));
    expect(ended.outcome).toBe('RolledBack');
    expectWhole(world);
  });
});

describe('6. other errors on the way forward', () => {
  it.each<[string, Operation, string]>([
    ['DescribeRoute', 'read', 'ForbiddenException'],
    ['GetMetricData', 'sample', 'InternalServiceFault'],
    ['an error of our own code', 'write', 'KeyError'],
  ])('%s leads back, or is outlived', async (_words, operation, error) => {
    const world = worldServing('v1');
    const ended = await failingLater(world, operation, often(error, 60), { ExtensionTimeout: 60 });
    expect(['promoted', 'RolledBack']).toContain(ended.outcome);
    expect(world.running.size).toBe(1);
    expect(world.split).toEqual([{ version: [...world.running][0], weight: 100 }]);
  });

  it.each<[string, Operation, string]>([
    ['CreateStack', 'create', 'ValidationError'],
    ['the wait for the stack', 'readiness', 'AccessDenied'],
  ])('%s leads back', async (_words, operation, error) => {
    const world = worldServing('v1');
    world.failNext(operation, awsError(error));
    const ended = await harness.run(world, deployJson());
    expect(ended.outcome).toBe('RolledBack');
    expectWhole(world);
  });
});

describe('7. a death at a split route', () => {
  it('is mended by the next deployment', async () => {
    const world = worldServing('v1');
    world.running.add('v0');
    world.split = [
      { version: 'v1', weight: 67 },
      { version: 'v0', weight: 33 },
    ];
    const ended = await harness.run(world, deployJson());
    expect(ended.outcome).toBe('promoted');
    expect(world.running).toEqual(new Set(['v2']));
  });
});

describe('8. an error that nobody has a name for', () => {
  it('leads back, and the way back knows all that it needs', async () => {
    const world = worldServing('v1');
    const ended = await failingLater(world, 'write', often('Lambda.Unknown', 40));
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.reason).toMatch(/shiftTraffic failed: Lambda\.Unknown/);
    expectWhole(world);
  });
});

describe('9. a stack that takes its time', () => {
  const taking = (answers: number) => {
    const world = worldServing('v1');
    world.onTheWay = Array.from({ length: answers }, () => ({ kind: 'pending', reason: 'tasks start' }));
    return world;
  };

  it('of 17 minutes is waited for', async () => {
    const ended = await harness.run(taking(100), deployJson({ WaitTime: 1, PercentageStep: 100 }));
    expect(ended.outcome).toBe('promoted');
    expect(ended.seconds).toBeGreaterThan(900);
  });

  it('of more than the plan allows leads back, and the stack does not stay', async () => {
    const world = taking(30);
    const ended = await harness.run(world, deployJson({ DeploymentTimeout: 60 }));
    expect(ended.outcome).toBe('RolledBack');
    expectWhole(world);
  });
});

describe('11. a first deployment that is unhealthy', () => {
  it('loses its route before its stack, which can be deleted then, and the next deployment works', async () => {
    const world = new World();
    world.canary = ALL_BAD;
    const failed = await harness.run(world, deployJson());
    expect(failed.effects.slice(-2)).toEqual(['write none', 'remove v2']);
    world.canary = () => ({ requests: 100, errors: 0 });
    expect((await harness.run(world, deployJson())).outcome).toBe('promoted');
  });
});

describe('12. a route update that fails in a rollback', () => {
  it('is repeated before the new stack is deleted', async () => {
    const world = worldServing('v1');
    world.canary = ALL_BAD;
    const removedAt: unknown[] = [];
    const remove = world.provisioner.remove.bind(world.provisioner);
    Object.assign(world.provisioner, {
      remove: (version: string) => {
        removedAt.push(world.split);
        return remove(version);
      },
    });
    const ended = await failingLater(world, 'write', often('ServiceUnavailableException', 20));
    expect(ended.outcome).toBe('RolledBack');
    expect(removedAt[0]).toEqual(HOME);
    expectWhole(world);
  });
});

describe('13. an old stack that cannot be deleted', () => {
  it('for more than 15 minutes is said and tried again, and the new version counts', async () => {
    const world = worldServing('v1');
    let said: string | undefined;
    const ended = await harness.run(world, deployJson({ PercentageStep: 100 }), async (handle, sleep) => {
      world.failNext('remove', ...often('ValidationError', 80));
      await sleep(600);
      said = (await handle.query(statusQuery)).waitsFor?.what;
    });
    expect(said).toMatch(/v1 to be removed/);
    expect(ended.outcome).toBe('promoted');
    expect(ended.effects.slice(-3)).toEqual([`record ${V2}`, 'write v2 100', 'remove v1']);
    expect(ended.seconds).toBeGreaterThan(900);
  });
});

describe('14. a version write that fails', () => {
  it('is repeated until the version is recorded', async () => {
    const world = worldServing('v1');
    world.failNext('recordVersion', ...often('AccessDeniedException'));
    expect((await harness.run(world, deployJson())).outcome).toBe('promoted');
    expect(world.record).toEqual({ number: 2, image: V2 });
  });

  it('on a first deployment does not brick the service', async () => {
    const world = new World();
    world.failNext('recordVersion', ...often('AccessDeniedException'));
    expect((await harness.run(world, deployJson())).outcome).toBe('promoted');
    const next = await harness.run(world, deployJson({ Sha: 'v3', ContainerImage: 'shop:3.v3' }));
    expect(next.outcome).toBe('promoted');
  });

  it('or a parameter that was deleted does not make the next deployment a first one', async () => {
    const world = worldServing('v1');
    world.record = undefined;
    const ended = await harness.run(world, deployJson({ PercentageStep: 50 }));
    expect(ended.effects).toContain('write v1 50, v2 50');
    expect(ended.outcome).toBe('promoted');
  });
});

describe('15. the same commit twice', () => {
  it('is refused while it serves, and nothing is touched', async () => {
    const ended = await harness.run(worldServing('v2'), deployJson());
    expect(ended.outcome).toBe('Refused');
    expect(ended.effects).toEqual([]);
  });
});

describe('16. the window of the check', () => {
  const minutes = { bucketSeconds: 60, lagSeconds: 60 };
  const situation = {
    steps: [25, 50, 100].map((weight) => ({ weight, bakeSeconds: 300 })),
    weights: [
      { since: 6000, weight: 25 },
      { since: 6360, weight: 50, seenUntil: 6300 },
    ],
    firstDeployment: false,
  };

  it('adds up over steps', () => {
    expect(checkWindow(3600, situation, minutes, 6720)).toEqual({ from: 6000, to: 6660 });
  });

  it('leaves out errors of the start-up, and of an earlier try of the same commit', () => {
    expect(checkWindow(3600, situation, minutes, 6720).from).toBe(6000);
  });

  it('that is shorter than the wait leaves no hole: it is as long as the step', () => {
    expect(checkWindow(60, situation, minutes, 6720).from).toBe(6300);
  });

  it('is nothing that the judge of evidence has: it looks all the time', () => {
    const settled = settlePlan(deployJson({ Judge: 'evidence', WaitTime: 3600 }));
    expect(settled.ok && settled.value.judge.kind).toBe('evidence');
  });
});

describe('17. what is counted', () => {
  it('is nothing, and nothing is not healthy', async () => {
    const world = worldServing('v1');
    world.canary = () => undefined;
    const ended = await harness.run(world, deployJson({ OnInconclusive: 'rollBack', ExtensionTimeout: 60 }));
    expect(ended.outcome).toBe('RolledBack');
    expect(ended.reason).toMatch(/no request of the canary was seen/);
  });
});

describe('18. time', () => {
  it('is told in UTC, whatever the zone', async () => {
    const ended = await harness.run(worldServing('v1'), deployJson());
    for (const { at } of ended.status.events) expect(at).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
  });

  it('and a sum over nothing is no failure', () => {
    const spec = { kind: 'errorCount', threshold: 0, windowSeconds: 600 } as const;
    expect(judgeErrorCount(spec, [], { from: 0, to: 600 }).kind).toBe('inconclusive');
  });
});

describe('19. names', () => {
  it('are compared whole, not by their ends', async () => {
    const world = worldServing('other-v2');
    expect((await harness.run(world, deployJson())).outcome).toBe('promoted');
    expect(world.running).toEqual(new Set(['v2']));
  });

  it.each(['HTTP', 'Http2', 'gRPC', 'TCP'])('of protocols are taken in any case: %s', (Protocol) => {
    expect(settlePlan(deployJson({ Protocol })).ok).toBe(true);
  });
});

describe('20. two at once', () => {
  it('the later one is refused, and cannot slip in under another id', async () => {
    const { client } = harness.env;
    const start = (workflowId: string) =>
      client.workflow.start(ROLLOUT_TYPE, {
        workflowId,
        taskQueue: 'test',
        args: [deployJson()],
        workflowIdConflictPolicy: 'FAIL',
      });
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson(), async (_handle, sleep) => {
      await sleep(10);
      await expect(start(rolloutId('shop', 'cart'))).rejects.toThrow(WorkflowExecutionAlreadyStartedError);
      const other = await start('canary/shop/other');
      await expect(other.result()).rejects.toMatchObject({ cause: { type: 'Refused' } });
    });
    expect(ended.outcome).toBe('promoted');
  });

  it('and a route that somebody edits by hand is not overwritten without a word', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson({ OnDrift: 'rollBack' }), async (_handle, sleep) => {
      await sleep(30);
      world.split = [
        { version: 'v1', weight: 5 },
        { version: 'v2', weight: 95 },
      ];
    });
    expect(ended.reason).toMatch(/somebody changed the weights to v1 5 %, v2 95 %/);
    expectWhole(world);
  });
});

describe('21. a person', () => {
  it('who stops the execution leaves no split', async () => {
    const world = worldServing('v1');
    const ended = await harness.run(world, deployJson(), async (handle, sleep) => {
      await sleep(30);
      await handle.cancel();
    });
    expect(ended.outcome).toBe('Aborted');
    expectWhole(world);
  });

  it('can pause, resume, promote and abort', async () => {
    const world = worldServing('v1');
    const paused: boolean[] = [];
    const ended = await harness.run(world, deployJson(), async (handle, sleep) => {
      await sleep(10);
      for (const name of ['pause', 'resume', 'promote']) {
        await handle.signal(name, { by: 'ann', ...(name === 'promote' ? { step: true } : {}) });
        await sleep(1);
        paused.push((await handle.query(statusQuery)).paused);
      }
      await handle.signal('abort', { by: 'ann', reason: 'enough' });
    });
    expect(paused).toEqual([true, false, false]);
    expect(ended.reason).toBe('aborted by ann: enough');
    expectWhole(world);
  });
});

describe('22. a template', () => {
  const templated = (body: string, fields = {}) =>
    settlePlan(deployJson({ CanaryTemplate: Buffer.from(body).toString('base64'), ...fields }));
  const Nothing = 'Resources:\n  Nothing:\n    Type: AWS::CloudFormation::WaitConditionHandle\n';

  it('with IAM resources is made with the capabilities that the file names', () => {
    const settled = templated(Nothing, { Capabilities: ['CAPABILITY_IAM'] });
    expect(settled.ok && settled.value.driver.provisioner).toMatchObject({
      capabilities: ['CAPABILITY_IAM'],
    });
  });

  it('above 51,200 bytes is refused with the limit', () => {
    const settled = templated(`${Nothing}# ${'x'.repeat(51_200)}\n`);
    expect(settled.ok ? [] : settled.problems.map(({ path }) => path)).toEqual(['CanaryTemplate']);
    expect(JSON.stringify(settled)).toMatch(/51200 bytes/);
  });
});

describe('23. the scripts', () => {
  it('and templates call for nothing that AWS or the systems under them have retired', () => {
    const retired = /python3\.[0-8]\b|standard:[1-4]\.0|ecr get-login\b(?!-password)|sudo pip|AWS::Cloud9/;
    const files = readdirSync('infra/aws', { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(ts|ya?ml)$/.test(file))
      .map((file) => join('infra/aws', file));
    expect(files.length).toBeGreaterThan(10);
    for (const file of [...files, 'Makefile'])
      expect([file, readFileSync(file, 'utf8').replace(/^\s*#.*$/gm, '')]).toEqual([
        file,
        expect.not.stringMatching(retired),
      ]);
  });
});
