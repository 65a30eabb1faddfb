import { resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { programs } from '../../infra/local/processes/programs.ts';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { pinnedTo, type WorkerVersion } from '../../worker/versioning.ts';
import { lockOf } from '../../worker/lock-holders.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import * as workflows from '../../workflows/index.ts';
import { othersIn } from '../../client/rollouts/others.ts';
import {
  enqueueSignal,
  lateLookId,
  QUEUE_TYPE,
  queueId,
  RECONCILE_TYPE,
  ROLLOUT_TYPE,
  rolloutId,
  type Released,
} from '../../workflows/messages.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { rolloutYaml } from '../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';

// The server that skips time does not check which versioning a workflow asks for; the real one does.
let env: TestWorkflowEnvironment;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
});
afterAll(() => env?.teardown());

const BUILDS: readonly [string, WorkerVersion | undefined][] = [
  ['without a build id', undefined],
  ['with a build id', { deploymentName: 'serin', buildId: 'build-1' }],
];

describe.each(BUILDS)('on a worker %s', (name, version) => {
  const taskQueue = `queue ${name}`;
  const service = (version ? 'versioned' : 'unversioned') + '-cart';
  const id = rolloutId('shop', service);
  const file = (sha: string, WaitTime = 1) =>
    deployJson({
      MicroserviceName: service,
      Sha: sha,
      ContainerImage: `shop:1.${sha}`,
      PercentageStep: 100,
      WaitTime,
      DrainTime: 0,
    });
  let world: World;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    world = worldServing('v1');
    const worker = await Worker.create({
      connection: env.nativeConnection,
      taskQueue,
      workflowBundle: await workflowBundle(),
      dataConverter: workerDataConverter(),
      activities: activitiesIn(() => world),
      ...pinnedTo(version),
    });
    const running = worker.run();
    stop = async () => {
      worker.shutdown();
      await running;
    };
    if (version !== undefined)
      await eventually(() =>
        env.client.workflowService
          .setWorkerDeploymentCurrentVersion({ namespace: 'default', ...version })
          .then(
            () => true,
            () => false,
          ),
      );
  });
  afterAll(() => stop());

  const run = (type: string, ...args: unknown[]) =>
    env.client.workflow.execute(type, { taskQueue, workflowId: id, args });
  const enqueue = (sha: string, supersedes = false, waitTime?: number) =>
    env.client.workflow.signalWithStart(QUEUE_TYPE, {
      workflowId: queueId(id),
      taskQueue,
      args: [],
      signal: enqueueSignal,
      signalArgs: [{ file: file(sha, waitTime), version: sha, by: 'ann', supersedes }],
    });
  const ended = async ({ runId }: Released) =>
    env.client.workflow
      .getHandle(id, runId)
      .result()
      .then(
        () => 'promoted',
        (error: Error) => (error.cause as Error).message,
      );

  it('a rollout and a reconciliation run to their end', async () => {
    expect(await run(ROLLOUT_TYPE, file('v2'))).toMatchObject({ outcome: 'promoted', version: 'v2' });
    expect(await run(RECONCILE_TYPE, file('v2'))).toMatchObject({ stable: 'v2' });
  });

  it("Temporal's own pages tell where a rollout is, what it waits for and how it ended", async () => {
    const [released] = (await (await enqueue('v2b', false, 3600)).result()) as Released[];
    const handle = env.client.workflow.getHandle(id, released!.runId);
    const details = async () =>
      (await handle.query<{ currentDetails?: string }, []>('__temporal_workflow_metadata')).currentDetails;
    expect(await (await handle.describe()).staticSummary()).toBe(`v2b for shop/${service}`);
    await eventually(async () =>
      details().then((text) => text?.startsWith('**baking, step 1 of 1 at 100 %')),
    );
    await handle.signal('pause', { by: 'ann_b', reason: 'lunch' });
    expect(await eventually(async () => /paused/.test((await details()) ?? '') && details())).toMatch(
      /^\*\*baking, step 1 of 1 at 100 %, paused.*- waits for: .*- asked last: pause by ann\\_b: lunch/s,
    );
    await handle.signal('promote', { by: 'ann' });
    expect(await ended(released!)).toBe('promoted');
    expect(await details()).toContain('- ended: promoted: v2b serves all traffic');
    const summaries = (await handle.fetchHistory()).events?.flatMap(({ userMetadata }) =>
      userMetadata?.summary?.data
        ? [String(JSON.parse(Buffer.from(userMetadata.summary.data).toString()))]
        : [],
    );
    expect(summaries).toEqual(
      expect.arrayContaining(['the router to take the new weights', 'v2 to be removed']),
    );
  });

  it('a queue starts the newest, which supersedes the running one if it is to', async () => {
    const first = await enqueue('v3');
    await eventually(
      async () => (await env.client.workflow.getHandle(id).describe()).status.name === 'RUNNING',
    );
    const [released] = (await first.result()) as Released[];
    await env.client.workflow.getHandle(id, released!.runId).signal('pause', { by: 'ann' });
    const [next] = (await (await enqueue('v4', true)).result()) as Released[];
    expect(await ended(released!)).toBe('aborted by ann: superseded by v4');
    expect(await ended(next!)).toBe('promoted');
  });

  it('a queue leaves nobody waiting whose version comes while it starts another one', async () => {
    const versions = ['v5', 'v6', 'v7', 'v8', 'v9'];
    const handles = [];
    for (const sha of versions) handles.push(await enqueue(sha));
    const results = (await Promise.all(handles.map((handle) => handle.result()))) as Released[][];
    const released = [...new Map(results.flat().map((each) => [each.version, each])).values()];
    expect(released.at(-1)?.version).toBe('v9');
    expect(await Promise.all(released.map(ended))).toEqual(released.map(() => 'promoted'));
  });

  it('a write that lands after the end of an aborted rollout is taken back', async () => {
    const { split } = world;
    world.lateLooks = [1];
    const rollout = await env.client.workflow.start(ROLLOUT_TYPE, {
      taskQueue,
      workflowId: id,
      args: [file('v9b', 3600)],
    });
    await eventually(async () => world.split.some(({ version }) => version === 'v9b'));
    await rollout.signal('abort', { by: 'ann' });
    await expect(rollout.result()).rejects.toMatchObject({ cause: { type: 'Aborted' } });
    world.lateLooks = undefined;
    world.split = [...split.map((share) => ({ ...share, weight: 50 })), { version: 'v9b', weight: 50 }];
    const look = env.client.workflow.getHandle(lateLookId(id, rollout.firstExecutionRunId));
    expect(await look.result()).toMatch(/^AWS carried out a write after the rollout had ended/);
    expect(world.split).toEqual(split);
  });

  describe('a rollout of another service on the same rule', () => {
    const others = `${service}-2`;
    const start = (name: string) =>
      env.client.workflow.start(ROLLOUT_TYPE, {
        taskQueue,
        workflowId: rolloutId('shop', name),
        args: [{ ...file('v10', 3600), MicroserviceName: name }],
      });
    const gotTraffic = () => eventually(async () => world.split.some(({ version }) => version === 'v10'));
    const abort = async (rollout: Awaited<ReturnType<typeof start>>) => {
      await rollout.signal('abort', { by: 'ann' });
      await expect(rollout.result()).rejects.toMatchObject({ cause: { type: 'Aborted' } });
    };
    let split: World['split'];
    let rule: string;
    beforeEach(() => {
      split = world.split;
      rule = `rule ${Math.random()}`;
      world.changes = [rule];
    });

    it('is refused while one runs, which whoever is about to start one is told', async () => {
      const first = await start(service);
      await gotTraffic();
      const asOther = () => othersIn(env.client, { environment: 'shop', service: others }, world.changes);
      expect(await asOther()).toEqual([{ changed: rule, rollout: id }]);
      expect(await othersIn(env.client, { environment: 'shop', service }, world.changes)).toEqual([]);
      await expect((await start(others)).result()).rejects.toMatchObject({
        cause: { message: `${rule} is being changed by ${id}: wait until it has ended, or abort it` },
      });
      await abort(first);
      expect(await asOther()).toEqual([]);
    });

    it.each([
      ['none has begun since', false],
      ['another one, of another rule, has begun since', true],
    ])('takes over from one that was terminated, where of its service %s', async (_, hasBegun) => {
      const first = await start(service);
      await gotTraffic();
      await first.terminate('too slow for me');
      world.split = split;
      world.changes = [`another ${rule}`];
      const since = hasBegun ? await start(service) : undefined;
      if (since) await gotTraffic();

      world.split = split;
      world.changes = [rule];
      const next = await start(others);
      const holder = async () => (await lockOf(env.client, rule))?.holder?.workflowId;
      await eventually(async () => (await holder()) === rolloutId('shop', others));
      await gotTraffic();
      await abort(next);
      if (since) await abort(since);
      await eventually(async () => (await holder()) === undefined);
    });
  });

  it('every type of workflow has run to its end', async () => {
    const told = rolloutYaml({
      service,
      version: { id: 'v11', image: 'shop:1.v11' },
      steps: [{ weight: 50, bakeSeconds: 1 }],
      finalBakeSeconds: 1,
      limits: { drainSeconds: 0 },
      notifications: [{ name: 'team', kind: 'slack', urlFrom: 'SERIN_SLACK_URL' }],
    });
    expect(await run(ROLLOUT_TYPE, told)).toMatchObject({ outcome: 'promoted' });
    const query = `TaskQueue = '${taskQueue}' AND ExecutionStatus = 'Completed'`;
    const missing = async () => {
      const types = new Set(Object.keys(workflows));
      for await (const { type } of env.client.workflow.list({ query })) types.delete(type);
      return [...types];
    };
    await eventually(async () => (await missing()).length === 0);
  });
});
