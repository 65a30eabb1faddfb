import { defaultPayloadConverter } from '@temporalio/common';
import type { History } from '@temporalio/common/lib/proto-utils.js';
import type { Situation } from '../../workflows/rollout/judge/situation.ts';
import { takeOverDeployment } from '../../worker/adopting/take-over.ts';
import { commandUpdate, rolloutId, statusQuery } from '../../workflows/messages.ts';
import { nativeActivities } from '../fakes/ecs-native/activities.ts';
import { ShiftedService } from '../fakes/ecs-native/service.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { World } from '../fakes/world.ts';
import { startHarness, type Harness, type Operator } from './harness.ts';

let world: World;
let service: ShiftedService;
let harness: Harness;
const NATIVE = { activities: nativeActivities(() => service) };
beforeAll(async () => {
  harness = await startHarness(NATIVE);
});
afterAll(() => harness.close());

const STEPS = [25, 50, 75].map((weight) => ({ weight, bakeSeconds: 60 }));

const file = (changes: object = {}) =>
  rolloutYaml({
    driver: { kind: 'ecsNative' },
    router: undefined,
    provisioner: undefined,
    metrics: { kind: 'loadBalancer', periodSeconds: 1 },
    steps: STEPS,
    ...changes,
  });

async function rollOut(operator?: Operator, changes: object = {}, begun = new ShiftedService('v1')) {
  world = new World();
  service = begun;
  const { outcome, reason, status, history } = await harness.run(world, file(changes), operator);
  const { warnings, weights } = status;
  return { outcome, reason, effects: service.effects, warnings, weights, history };
}

const UP_TO_50 = ['update to v2', 'v2 25', 'v2 50'];
const PROMOTED = [...UP_TO_50, 'v2 75', 'v2 100', 'SUCCESSFUL'];

it('lets ECS on from step to step, ends its deployment, and leaves the service as it was otherwise', async () => {
  const { outcome, effects, warnings, weights } = await rollOut();
  expect({ outcome, effects, warnings }).toEqual({ outcome: 'promoted', effects: PROMOTED, warnings: [] });
  expect(weights.map(({ split }) => split.find(({ version }) => version === 'v2')?.weight ?? 0)).toEqual([
    0, 25, 50, 75, 100,
  ]);
  expect(service.configuration).toEqual({ own: true });
});

it('takes it for no drift that ECS says nothing of weights for the minutes in which its tasks start', async () => {
  const slow = new ShiftedService('v1');
  slow.starting = 30;
  const { outcome, effects } = await rollOut(undefined, { onDrift: 'restore' }, slow);
  expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
});

/** The weights that the judge was told of, by its last question. */
function weightsJudged(history: History): number[] {
  const asked = (history.events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled }) =>
    scheduled?.activityType?.name === 'judgeStep' ? (scheduled.input?.payloads ?? []).slice(0, 1) : [],
  );
  const last = defaultPayloadConverter.fromPayload<{ situation: Situation }>(asked.at(-1)!);
  return last.situation.weights.map(({ weight }) => weight);
}

it('tells the judge of each weight', async () => {
  const { history } = await rollOut();
  expect(weightsJudged(history)).toEqual([25, 50, 75, 100]);
});

it('gives one step and then the rest where the plan says so', async () => {
  const { outcome, effects } = await rollOut(undefined, { steps: [{ weight: 5, bakeSeconds: 60 }] });
  expect({ outcome, effects }).toEqual({
    outcome: 'promoted',
    effects: ['update to v2', 'v2 5', 'v2 100', 'SUCCESSFUL'],
  });
});

it('takes all steps at once where somebody promotes', async () => {
  const { outcome, effects } = await rollOut(async (handle, sleep) => {
    await sleep(30);
    await handle.signal('promote', { by: 'ann' });
  });
  expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
});

it('has ECS wait at a gate until somebody approves', async () => {
  const [first, ...others] = STEPS;
  const seen: unknown[] = [];
  const { outcome, effects } = await rollOut(
    async (handle, sleep) => {
      await sleep(600);
      const { waitsFor } = await handle.query(statusQuery);
      seen.push(waitsFor?.what, [...service.effects]);
      await handle.signal('approve', { by: 'ann' });
    },
    { steps: [{ ...first, gate: { by: ['ann'], seconds: 3600 } }, ...others] },
  );
  expect(seen).toEqual([expect.stringMatching(/^ann to approve 25 %/), ['update to v2', 'v2 25']]);
  expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
});

it('has ECS give all traffic back where nobody approves in time, with the old tasks there until then', async () => {
  const { reason, effects } = await rollOut(undefined, { finalGate: { seconds: 600 } });
  expect(reason).toBe('nobody approved 100 % within 600 s');
  expect(effects).toEqual([...UP_TO_50, 'v2 75', 'v2 100', 'ROLLBACK_SUCCESSFUL']);
});

it('refuses another weight, with the reason', async () => {
  let refused: unknown;
  await rollOut(async (handle, sleep) => {
    await sleep(30);
    refused = await handle
      .executeUpdate(commandUpdate('setWeight'), { args: [{ by: 'ann', weight: 5 }] })
      .catch((error: Error) => (error.cause as Error).message);
  });
  expect(refused).toMatch(/^setWeight is refused: ECS makes the steps itself/);
});

it.each<[string, Operator, string]>([
  ['somebody aborts', async (handle) => handle.signal('abort', { by: 'ann' }), 'Aborted'],
  [
    'the canary fails',
    async () => {
      world.canary = () => ({ requests: 100, errors: 50 });
    },
    'RolledBack',
  ],
  [
    'no task of the canary is healthy',
    async () => {
      service.healthy = (version) => (version === 'v2' ? 0 : 2);
    },
    'RolledBack',
  ],
])('has ECS give all traffic back where %s', async (_, operator, expected) => {
  const { outcome, effects, warnings } = await rollOut(async (handle, sleep) => {
    await sleep(90);
    await operator(handle, sleep);
  });
  expect({ outcome, effects, warnings }).toEqual({
    outcome: expected,
    effects: [...UP_TO_50, 'ROLLBACK_SUCCESSFUL'],
    warnings: [],
  });
  expect(service.configuration).toEqual({ own: true });
});

it('says what it waits for, and tries again, where ECS refuses to roll back', async () => {
  const waits: unknown[] = [];
  const { outcome, effects } = await rollOut(async (handle, sleep) => {
    await sleep(90);
    service.refusesToStop = true;
    await handle.signal('abort', { by: 'ann' });
    await sleep(60);
    waits.push((await handle.query(statusQuery)).waitsFor?.what, [...service.effects]);
    service.refusesToStop = false;
  });
  expect(waits).toEqual(['ECS to give all traffic back to v1', UP_TO_50]);
  expect({ outcome, effects }).toEqual({ outcome: 'Aborted', effects: [...UP_TO_50, 'ROLLBACK_SUCCESSFUL'] });
});

describe('where somebody else has a hand in it', () => {
  it.each(['restore', 'pause', 'accept'])(
    'ends with the reason of ECS when the pause has expired, though the plan would %s what others change',
    async (onDrift) => {
      const { outcome, reason } = await rollOut(
        async (_handle, sleep) => {
          await sleep(90);
          service.rollBack('The lifecycle hook timed out.');
        },
        { onDrift },
      );
      expect({ outcome, reason }).toEqual({
        outcome: 'RolledBack',
        reason: 'ECS ended the deployment (ROLLBACK_SUCCESSFUL): The lifecycle hook timed out.',
      });
    },
  );

  it('goes back, and records nothing, when ECS ends the deployment otherwise after its last pause', async () => {
    const sentBack = new ShiftedService('v1');
    sentBack.ends = { ...sentBack.ends, forward: 'ROLLBACK_SUCCESSFUL' };
    const { outcome, reason } = await rollOut(undefined, {}, sentBack);
    expect({ outcome, reason }).toEqual({
      outcome: 'RolledBack',
      reason: 'ECS ended the deployment (ROLLBACK_SUCCESSFUL): no reason given',
    });
    expect(world.record).toBeUndefined();
    expect(service.configuration).toEqual({ own: true });
  });

  it('says and tells people that the pause is about to expire while they are asked', async () => {
    const waits: string[] = [];
    const channel = { name: 'team', kind: 'slack', urlFrom: 'SERIN_SLACK_URL', events: ['held'] };
    await rollOut(
      async (handle, sleep) => {
        await sleep(90);
        await handle.signal('pause', { by: 'ann' });
        await sleep(90);
        waits.push((await handle.query(statusQuery)).waitsFor?.what ?? '');
        const now = await harness.env.currentTimeMs();
        service.expiresAt = new Date(now + 1800_000).toISOString();
        await sleep(90);
        const { waitsFor } = await handle.query(statusQuery);
        waits.push(waitsFor?.what ?? '');
        expect(waitsFor?.until).toBe(service.expiresAt);
        await handle.signal('abort', { by: 'ann' });
      },
      { notifications: [channel] },
    );
    expect(waits).toEqual([
      expect.stringMatching(/paused$/),
      expect.stringMatching(
        /paused; all traffic goes back by itself at .* unless the rollout goes on before$/,
      ),
    ]);
    while (world.reasons.length < 2) await harness.env.sleep(1000);
    expect(world.reasons).toEqual([
      'paused',
      expect.stringMatching(/^paused; all traffic goes back by itself/),
    ]);
  });

  const LET_ON =
    'somebody changed the weights to v1 25 %, v2 75 %; wanted is v1 50 %, v2 50 %; resume goes on from there, abort gives all traffic back: ECS takes no single step back';

  it.each<[string, 'resume' | 'abort', string, string[]]>([
    ['goes on from where it is when a person resumes', 'resume', 'promoted', ['v2 75', 'v2 100', 'SUCCESSFUL']],
    ['gives all traffic back when a person aborts', 'abort', 'Aborted', ['v2 75', 'ROLLBACK_SUCCESSFUL']],
  ])('waits at the weight to which a deployment was let on, says what an answer leads to, and %s', async (_, answer, expected, then) => {
    let seen: unknown;
    const { outcome, effects, history } = await rollOut(async (handle, sleep) => {
      await sleep(90);
      service.continue('hook-2');
      await sleep(600);
      const { paused, pausedFor, step, waitsFor } = await handle.query(statusQuery);
      seen = { paused, pausedFor, weight: step?.weight, waitsFor: waitsFor?.what };
      await handle.signal(answer, { by: 'ann' });
    });
    expect(seen).toEqual({
      paused: true,
      pausedFor: LET_ON,
      weight: 75,
      waitsFor: `a person (resume, promote or abort) at 75 %: paused: ${LET_ON}`,
    });
    expect({ outcome, effects }).toEqual({ outcome: expected, effects: [...UP_TO_50, ...then] });
    expect(weightsJudged(history).slice(0, 3)).toEqual([25, 50, 75]);
  }); // prettier-ignore

  it('promotes what was let on to its end once a person resumes, and not before', async () => {
    let paused: unknown;
    const { outcome, effects } = await rollOut(async (handle, sleep) => {
      await sleep(90);
      for (const hook of ['hook-2', 'hook-3', 'hook-4']) service.continue(hook);
      await sleep(600);
      paused = (await handle.query(statusQuery)).paused;
      await handle.signal('resume', { by: 'ann' });
    });
    expect(paused).toBe(true);
    expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
  });

  it('goes back where the plan says to restore what others change, which ECS cannot', async () => {
    const { outcome, reason } = await rollOut(
      async (_handle, sleep) => {
        await sleep(90);
        service.continue('hook-2');
      },
      { onDrift: 'restore' },
    );
    expect(outcome).toBe('RolledBack');
    expect(reason).toMatch(/^somebody changed the weights .*; ECS takes no single step back$/);
  });

  it('ends, and says what the other deployment waits for, where somebody else deploys meanwhile', async () => {
    const { outcome, reason, warnings } = await rollOut(async (_handle, sleep) => {
      await sleep(90);
      service.replace();
    });
    expect({ outcome, reason }).toEqual({
      outcome: 'RolledBack',
      reason: 'ECS ended the deployment (STOPPED): A new deployment has replaced this one.',
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /^the deployment of somebody else that has replaced it waits at this rollout's pauses/,
      ),
    ]);
    expect(service.configuration).toEqual({ own: true });
  });

  it('says what a person has to do where ECS cannot roll back', async () => {
    const { outcome, warnings } = await rollOut(async (handle, sleep) => {
      await sleep(90);
      service.ends = { ...service.ends, back: 'ROLLBACK_FAILED' };
      await handle.signal('abort', { by: 'ann' });
    });
    expect(outcome).toBe('Aborted');
    expect(warnings).toEqual([expect.stringMatching(/^ECS could not roll back .*update the service to v1$/)]);
  });

  it('says so where ECS has ended the deployment before it was to go back', async () => {
    const { warnings } = await rollOut(async (handle, sleep) => {
      await sleep(90);
      for (const hook of ['hook-2', 'hook-3', 'hook-4']) service.continue(hook);
      await handle.signal('abort', { by: 'ann' });
    });
    expect(warnings).toEqual([expect.stringMatching(/^ECS has completed the deployment, so v2 serves/)]);
  });

  it('refuses to begin while a deployment is under way that no rollout began', async () => {
    const begun = new ShiftedService('v1');
    begun.begin('v9', { kind: 'blueGreen' });
    const { outcome, reason, effects } = await rollOut(undefined, {}, begun);
    expect({ outcome, effects }).toEqual({ outcome: 'Refused', effects: ['update to v9'] });
    expect(reason).toMatch(/a deployment of v9 is under way that no rollout began/);
  });

  it('rolls back first what a dead rollout left', async () => {
    const begun = new ShiftedService('v1');
    begun.begin('v9', { kind: 'blueGreen' }, 'a dead run');
    const { outcome, effects } = await rollOut(undefined, {}, begun);
    expect({ outcome, effects }).toEqual({
      outcome: 'promoted',
      effects: ['update to v9', 'ROLLBACK_SUCCESSFUL', ...PROMOTED],
    });
  });
});

const ADOPTING = { driver: { kind: 'ecsNative', adopt: true } };
const begunByOthers = (version = 'v2') => {
  const begun = new ShiftedService('v1');
  begun.begin(version, { kind: 'linear', stepPercent: 25 });
  return begun;
};

describe('where others begin the deployments', () => {
  it('takes over the one that is under way, and changes nothing of the service', async () => {
    const { outcome, effects } = await rollOut(undefined, ADOPTING, begunByOthers());
    expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
    expect(service.configuration).toEqual({ own: false });
  });

  it.each([
    [50, ['hook-0', 'hook-1'], [50, 75, 100]],
    [100, ['hook-0', 'hook-1', 'hook-2', 'hook-3'], [100]],
  ])('takes one over that gives %i %% already, and judges from there on', async (_, hooks, judged) => {
    const begun = begunByOthers();
    for (const hook of hooks) begun.continue(hook);
    const { outcome, effects, history } = await rollOut(undefined, ADOPTING, begun);
    expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
    expect(weightsJudged(history)).toEqual(judged);
  });

  it('has ECS give all traffic back where the canary fails, and changes nothing else', async () => {
    const { outcome, effects } = await rollOut(
      async (_, sleep) => {
        await sleep(90);
        world.canary = () => ({ requests: 100, errors: 50 });
      },
      ADOPTING,
      begunByOthers(),
    );
    expect({ outcome, effects }).toEqual({
      outcome: 'RolledBack',
      effects: [...UP_TO_50, 'ROLLBACK_SUCCESSFUL'],
    });
    expect(service.configuration).toEqual({ own: false });
  });

  it.each<[string, () => ShiftedService, RegExp]>([
    ['none is under way', () => new ShiftedService('v1'), /^no deployment of ECS service cart is under way/],
    [
      'it is of another version',
      () => begunByOthers('v9'),
      /^a deployment of v9 is under way, and none of v2$/,
    ],
    [
      'it cannot be judged',
      () => Object.assign(begunByOthers(), { refusals: ['has its first deployment'] }),
      /^ECS service cart has its first deployment$/,
    ],
  ])('refuses to begin where %s, and leaves it alone', async (_, begun, expected) => {
    const found = begun();
    const before = [...found.effects];
    const { outcome, reason, effects } = await rollOut(undefined, ADOPTING, found);
    expect({ outcome, effects }).toEqual({ outcome: 'Refused', effects: before });
    expect(reason).toMatch(expected);
  });
});

it('gives the service back first what a dead rollout has changed', async () => {
  const begun = Object.assign(new ShiftedService('v1'), {
    configuration: { own: false },
    own: { own: true },
  });
  const { outcome, effects } = await rollOut(undefined, {}, begun);
  expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
  expect(service.configuration).toEqual({ own: true });
});

it('refuses a version that serves already', async () => {
  const { outcome, reason } = await rollOut(undefined, {}, new ShiftedService('v2'));
  expect({ outcome, reason }).toEqual({ outcome: 'Refused', reason: 'v2 serves already' });
});

describe('on a worker that forgets', () => {
  beforeAll(async () => {
    await harness.close();
    harness = await startHarness({ ...NATIVE, forgets: true });
  });

  it('goes on where the worker dies in the middle of it', async () => {
    const { outcome, effects } = await rollOut(async (_handle, sleep) => {
      await sleep(90);
      await harness.replaceWorker();
    });
    expect({ outcome, effects }).toEqual({ outcome: 'promoted', effects: PROMOTED });
  });
});

describe('where a worker takes over by itself', () => {
  // Temporal's test server skips no time any more once a notification has outlived its rollout: no other test comes after on this one.
  beforeAll(async () => {
    await harness.close();
    harness = await startHarness(NATIVE);
  });

  it('tells people, and the worker that started it, of a deployment that cannot be taken over', async () => {
    const channel = { name: 'team', kind: 'slack', urlFrom: 'SERIN_SLACK_URL', events: ['refused'] };
    const changes = { ...ADOPTING, notifications: [channel] };
    // Whoever starts a rollout is told by its answer.
    expect((await rollOut(undefined, changes)).outcome).toBe('Refused');
    service = Object.assign(begunByOthers(), { refusals: ['has its first deployment'] });
    const { client } = harness.env;
    const adopted = {
      owner: { environment: 'shop', service: 'cart' },
      contentFor: () => file(changes),
    };
    const begun = { arn: 'deployment/1', version: 'v2', image: 'cart:2' };
    const takeOver = () => takeOverDeployment(client, 'test', adopted, begun);
    expect(await takeOver()).toEqual({ kind: 'begun' });
    await expect(client.workflow.getHandle(rolloutId('shop', 'cart')).result()).rejects.toThrow();
    const reason = 'ECS service cart has its first deployment';
    expect(await takeOver()).toEqual({ kind: 'refused', reason });
    while (world.reasons.length < 1) await harness.env.sleep(1000);
    expect(world.reasons).toEqual([
      `${reason}; nobody judges this deployment, and ECS goes back when its pause expires`,
    ]);
  });
});
