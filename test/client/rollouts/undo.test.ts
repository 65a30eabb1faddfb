import { resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { findRollouts } from '../../../client/rollouts/find.ts';
import { undoRollout, type AskedUndo, type Undone } from '../../../client/rollouts/undo.ts';
import { commandGiver } from '../../../dashboard/server/give-command.ts';
import { rolloutsOf as rolloutsIn } from '../../../dashboard/server/rollouts.ts';
import { historyText } from '../../../client/render/history-text.ts';
import { programs } from '../../../infra/local/processes/programs.ts';
import { workerDataConverter } from '../../../worker/data-converter.ts';
import { workflowBundle } from '../../../worker/workflow-bundle.ts';
import { fileDigest } from '../../../workflows/file-digest.ts';
import { ROLLOUT_TYPE, rolloutId, statusQuery, type RolloutResult } from '../../../workflows/messages.ts';
import { activitiesIn } from '../../fakes/activities.ts';
import { deployJson } from '../../fakes/deploy-json.ts';
import { nativeActivities } from '../../fakes/ecs-native/activities.ts';
import { ShiftedService } from '../../fakes/ecs-native/service.ts';
import { newSigner } from '../../dashboard/login/providing.ts';
import { inPlace, rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { worldAtHome, worldServing, type World } from '../../fakes/world.ts';
import { eventually } from '../../infra/local/eventually.ts';

// The server that skips time lists no workflows; the real one does.
let env: TestWorkflowEnvironment;
let worker: Worker;
let running: Promise<void>;
let world: World;
let shifted: ShiftedService;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'test',
    workflowBundle: await workflowBundle(),
    dataConverter: workerDataConverter(),
    activities: { ...activitiesIn(() => world), ...nativeActivities(() => shifted) },
  });
  running = worker.run();
});
afterAll(async () => {
  worker?.shutdown();
  await running;
  await env?.teardown();
});

const FAST = { metrics: { kind: 'loadBalancer', periodSeconds: 1 }, finalBakeSeconds: 1 };
const versionOf = (id: string) => ({ version: { id, image: `shop:${id}` } });

/** The rollouts of a service, in the world of now. */
function rolloutsOf(service: string) {
  const id = rolloutId('shop', service);
  const owner = { environment: 'shop', service };
  const start = (file: Record<string, unknown>) =>
    env.client.workflow.start(ROLLOUT_TYPE, { workflowId: id, taskQueue: 'test', args: [file] });
  return {
    owner,
    start,
    promote: async (file: Record<string, unknown>) =>
      (await (await start(file)).result()) as Promise<RolloutResult>,
    undo: (prove?: AskedUndo['prove']) =>
      undoRollout(env.client, id, owner, {
        by: 'ann',
        reason: 'no butter',
        taskQueue: 'test',
        ...(prove && { prove }),
      }),
    async resultOf(undone: Undone): Promise<RolloutResult> {
      if (undone.kind !== 'started') throw new Error(undone.kind);
      const handle = env.client.workflow.getHandle(id, await undone.started.runId());
      return (await handle.result()) as RolloutResult;
    },
  };
}

// The made-up world calls a version by the number of its task definition.
const cart = (id: string, changes: object = {}) =>
  inPlace({ ...FAST, ...versionOf(id), steps: [], limits: { drainSeconds: 0 }, ...changes });

describe('of a service that keeps its name', () => {
  it('an undo gives it back what it ran, another one what that has replaced, and the history says so', async () => {
    world = worldAtHome('1');
    const { promote, undo, resultOf, owner } = rolloutsOf('cart');
    await promote(cart('2'));
    const back = await undo();
    expect(back).toMatchObject({ kind: 'started', version: '1', undone: '2' });
    expect(await resultOf(back)).toMatchObject({ version: '1', replaced: { version: '2' } });
    expect(world.homeRuns).toBe('cart:1');
    expect(await resultOf(await undo())).toMatchObject({ version: '2', replaced: { version: '1' } });
    expect(world.homeRuns).toBe('cart:2');
    const found = await eventually(async () => {
      const listed = await Array.fromAsync(findRollouts(env.client, owner, 9));
      return listed.length === 3 && listed;
    });
    expect(historyText(found)).toMatch(
      /2 after 1: promoted.*undo of 1 by ann: no butter.*1 after 2: promoted.*undo of 2 by ann: no butter.*2 after 1/s,
    );
  });

  it('an undo is weights alone as long as the old version is kept', async () => {
    world = worldAtHome('1');
    const { start, undo } = rolloutsOf('basket');
    const basket = { service: 'basket', provisioner: { kind: 'ecs', service: 'cart' } };
    const rollout = await start(cart('2', { ...basket, keepOldSeconds: 3600 }));
    await eventually(async () => (await rollout.query(statusQuery)).keptUntil !== undefined);
    expect(await undo()).toMatchObject({ kind: 'givenBack', version: '2' });
    await expect(rollout.result()).rejects.toMatchObject({
      cause: { type: 'Aborted', message: 'aborted by ann: undo: no butter' },
    });
    expect(world.effects.filter((effect) => /give|record/.test(effect))).toEqual([]);
  });

  it('nothing is undone while a version is tried, or where none was promoted', async () => {
    world = worldAtHome('1');
    const { start, undo } = rolloutsOf('orders');
    await expect(undo()).rejects.toMatchObject({
      kind: 'noRollout',
      message: 'no rollout of canary/shop/orders was promoted, as far as Temporal remembers',
    });
    const orders = { service: 'orders', provisioner: { kind: 'ecs', service: 'cart' } };
    const rollout = await start(cart('2', { ...orders, finalBakeSeconds: 3600 }));
    await eventually(async () => (await rollout.query(statusQuery)).phase === 'baking');
    await expect(undo()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/^refused: 2 is baking, step 1 of 1 at 100 %: abort it/),
    });
    await rollout.signal('abort', { by: 'ann' });
    await expect(rollout.result()).rejects.toMatchObject({ cause: { type: 'Aborted' } });
    await expect(undo()).rejects.toMatchObject({ kind: 'noRollout' });
  });

  it('an undo is refused where somebody has deployed by other means since', async () => {
    world = worldAtHome('1');
    const { promote, undo, resultOf } = rolloutsOf('stock');
    await promote(cart('2', { service: 'stock', provisioner: { kind: 'ecs', service: 'cart' } }));
    world.homeRuns = 'cart:9';
    await expect(resultOf(await undo())).rejects.toMatchObject({
      cause: {
        type: 'Refused',
        message: 'cart runs 9, and not 2, which is to be stable: somebody has deployed since',
      },
    });
    expect(world.homeRuns).toBe('cart:9');
  });
});

describe('of a service whose versions take turns', () => {
  const yelb = (id: string) =>
    deployJson({
      MicroserviceName: 'yelb',
      Sha: id,
      ContainerImage: `shop:1.${id}`,
      PercentageStep: 50,
      WaitTime: 1,
      DrainTime: 0,
    });

  it('an undo rolls the version before out from its own file, all traffic at once', async () => {
    world = worldServing('v1');
    const { promote, undo, resultOf } = rolloutsOf('yelb');
    await promote(yelb('v2'));
    await expect(undo()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(/remembers no rollout of v1, which served before v2/),
    });
    await promote(yelb('v3'));
    const before = world.effects.length;
    expect(await resultOf(await undo())).toMatchObject({ version: 'v2', replaced: { version: 'v3' } });
    expect(world.effects.slice(before, before + 2)).toEqual(['create v2', 'write v3 0, v2 100']);
    expect(world.split).toEqual([{ version: 'v2', weight: 100 }]);
  });
});

describe('of an ECS service that is replaced', () => {
  const swap = (id: string) =>
    inPlace({
      ...FAST,
      ...versionOf(id),
      service: 'rolls',
      steps: [],
      limits: { drainSeconds: 0 },
      provisioner: { kind: 'ecs', replace: 'swap' },
    });

  it('an undo runs the task definition of the version before, though no rollout knows of that', async () => {
    world = worldServing('7');
    world.defined.add('7');
    const { promote, undo, resultOf } = rolloutsOf('rolls');
    const replaced = { version: '7', definition: 'cart:7', image: 'shop:7' };
    expect(await promote(swap('8'))).toMatchObject({ replaced });
    const back = await undo();
    expect(back).toMatchObject({ kind: 'started', version: '7', undone: '8' });
    expect(await resultOf(back)).toMatchObject({ version: '7', replaced: { version: '8' } });
    expect(world.split).toEqual([{ version: '7', weight: 100 }]);
  });
});

describe('by somebody who has logged in', () => {
  const signer = newSigner();
  const MAY = [{ role: 'approver', group: 'oncall', environments: ['*'], services: ['*'] }] as const;
  const ANN = { by: 'ann', groups: ['oncall'], grants: MAY, signingKey: signer.publicKey };
  const VERIFIED = { from: '192.0.2.7', groups: ['oncall'] };

  /** A service on its second version, with a policy that names keys; answers its rollouts and how its latest one was asked for. */
  async function promoted(service: string, limits: object) {
    world = worldAtHome('1');
    const rule = { line: 2, column: 5, environments: ['shop'], services: ['*'], ...limits };
    world.policy = { file: 'policy.yaml', rules: [rule] };
    const rollouts = rolloutsOf(service);
    const provisioner = { kind: 'ecs', service: 'cart' };
    await rollouts.promote(cart('2', { service, provisioner }));
    const handle = env.client.workflow.getHandle(rolloutId('shop', service));
    const asked = async () => {
      await handle.result().catch(() => undefined);
      return (await handle.query(statusQuery)).commands;
    };
    return { ...rollouts, asked };
  }

  it('an undo on the dashboard keeps who, from where and with which group, proven by its signature', async () => {
    const { owner, asked } = await promoted('till', { signingKeys: [signer.publicKey] });
    const { client } = env;
    const give = commandGiver(
      rolloutsIn({ client, address: 'here', close: () => Promise.resolve() }),
      signer,
    );
    const input = { id: 'press-1', reason: 'no butter' };
    const notice = await give({ owner, action: 'undo', input, viewer: ANN, from: '192.0.2.7' });
    expect(notice).toMatchObject({ kind: 'taken', text: expect.stringMatching(/^taken: 1 in place of 2/) });
    expect(await asked()).toMatchObject([
      { command: 'undo of 2', by: 'ann', reason: 'no butter', verified: VERIFIED },
    ]);
  });

  it('an undo with a proof of another key is the claim that it would be without', async () => {
    const { undo, asked } = await promoted('vault', { signingKeys: [signer.publicKey] });
    const at = new Date().toISOString();
    await undo(({ file, ...meant }) =>
      newSigner().signUndo({ ...meant, file: fileDigest(file), ...VERIFIED, input: ANN, at }),
    );
    const [claim] = await asked();
    expect(claim).toMatchObject({ command: 'undo of 2', by: 'ann', reason: 'no butter' });
    expect(claim).not.toHaveProperty('verified');
  });

  it("an undo is refused to whom the worker's policy lets command nothing", async () => {
    const { undo, resultOf, asked } = await promoted('safe', {
      commanders: { line: 4, column: 5, allowed: ['alice'] },
    });
    await expect(resultOf(await undo())).rejects.toMatchObject({
      cause: {
        type: 'Refused',
        message: "undo is refused: ann may not command it: the worker's policy lets alice",
      },
    });
    expect(await asked()).toMatchObject([{ by: 'ann', refused: expect.stringContaining('may not') }]);
  });
});

describe('of a service whose traffic ECS shifts', () => {
  const basket = (id: string, service: string, driver: object = {}) =>
    rolloutYaml({
      ...FAST,
      ...versionOf(id),
      service,
      router: undefined,
      provisioner: undefined,
      driver: { kind: 'ecsNative', ...driver },
      steps: [],
    });
  const promoted = async (service: string, id: string, after: string, driver: object = {}) => {
    world = worldServing(after);
    shifted = new ShiftedService(after);
    if ('adopt' in driver) shifted.begin(id, { kind: 'blueGreen' });
    expect(await rolloutsOf(service).promote(basket(id, service, driver))).toMatchObject({ version: id });
  };

  it('an undo deploys the version before, all at once', async () => {
    await promoted('parcels', 'v2', 'v1');
    await promoted('parcels', 'v3', 'v2');
    const { undo, resultOf } = rolloutsOf('parcels');
    shifted = new ShiftedService('v3');
    expect(await resultOf(await undo())).toMatchObject({ version: 'v2' });
    expect(shifted.effects).toEqual(['update to v2', 'v2 100', 'SUCCESSFUL']);
  });

  it('an undo is refused where somebody has deployed since', async () => {
    await promoted('stamps', 'v2', 'v1');
    await promoted('stamps', 'v3', 'v2');
    const { undo, resultOf } = rolloutsOf('stamps');
    shifted = new ShiftedService('v9');
    await expect(resultOf(await undo())).rejects.toMatchObject({
      cause: { message: 'v9 serves, and not v3: somebody has deployed it since' },
    });
    expect(shifted.effects).toEqual([]);
  });

  it('an undo is refused where others begin the deployments, with what to do', async () => {
    await promoted('letters', 'v2', 'v1', { adopt: true });
    await promoted('letters', 'v3', 'v2', { adopt: true });
    await expect(rolloutsOf('letters').undo()).rejects.toMatchObject({
      kind: 'refused',
      message: expect.stringMatching(
        /others begin the deployments of ECS service letters: deploy v2 as they do/,
      ),
    });
  });
});
