import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { DeleteParameterCommand } from '@aws-sdk/client-ssm';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { folderArchive } from '../../activities/archive/folder.ts';
import { sealing } from '../../activities/archive/sealing.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { awsClients } from '../../worker/adapters.ts';
import { ActReader } from '../../worker/history/acts.ts';
import { settledPlan } from '../../worker/history/settled-plan.ts';
import { noted } from '../../worker/noted-calls.ts';
import { keepSince, type Archiving } from '../../worker/archiver.ts';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';

const OWNER = { environment: 'shop', service: 'cart' };
const EVER = new Date(0);
const NOBODY = {
  accessKeyId: 'none',
  secretAccessKey: 'none',
  sessionToken: 'none',
  expiration: new Date(8e15),
};

let env: TestWorkflowEnvironment;
let stop: () => Promise<void>;
let folder: string;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  folder = mkdtempSync(join(tmpdir(), 'serin-archive-'));
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  const world = worldServing('v1');
  const activities = activitiesIn(() => world);
  const { ssm } = noted(awsClients({ region: 'eu-west-1', credentials: () => Promise.resolve(NOBODY) }));
  ssm.middlewareStack.add(() => () => Promise.resolve({ output: { $metadata: {} }, response: undefined }), {
    step: 'build',
    name: 'answer',
  });
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'serin',
    workflowBundle: await workflowBundle(),
    dataConverter: workerDataConverter(),
    activities: {
      ...activities,
      async commitVersion(asked: Parameters<typeof activities.commitVersion>[0]) {
        await ssm.send(new DeleteParameterCommand({ Name: 'the last record' }));
        return activities.commitVersion(asked);
      },
    },
  });
  const running = worker.run();
  stop = async () => {
    worker.shutdown();
    await running;
  };
});
afterAll(async () => {
  await stop?.();
  await env?.teardown();
  rmSync(folder, { recursive: true });
});

const archivingTo = (archive: Archiving['archive'], warned: string[] = []): Archiving => ({
  client: env.client,
  taskQueue: 'serin',
  archive,
  warn: (what) => void warned.push(what),
});

const rollOut = (version: string) =>
  env.client.workflow
    .execute(ROLLOUT_TYPE, {
      taskQueue: 'serin',
      workflowId: rolloutId('shop', 'cart'),
      args: [
        deployJson({
          MicroserviceName: 'cart',
          Sha: version,
          ContainerImage: `shop:1.${version}`,
          PercentageStep: 100,
          WaitTime: 1,
          DrainTime: 0,
        }),
      ],
    })
    .then(
      () => 'promoted',
      () => 'not promoted',
    );

it('a rollout that has ended is kept with all that it told, beside the rollout itself', async () => {
  expect(await rollOut('v2')).toBe('promoted');
  const archive = folderArchive(folder, sealing());
  // Temporal lists what has ended a little later.
  const [kept] = await eventually(async () => {
    await keepSince(archivingTo(archive), EVER);
    const latest = await archive.latest(OWNER, 5);
    return latest.length > 0 && latest;
  });
  expect(kept).toMatchObject({ form: 1, ...OWNER, status: { canary: 'v2', phase: 'promoted' } });
  expect(kept?.status.events.length).toBeGreaterThan(3);
  expect(kept?.plan).toMatchObject({ ...OWNER, version: { id: 'v2' } });
  expect(kept?.acts).toMatchObject([
    { activity: 'commitVersion', calls: [{ service: 'ssm', action: 'DeleteParameter' }] },
  ]);
});

it('the plan that a rollout was settled to follow is read from its history', async () => {
  const { runId } = await env.client.workflow.getHandle(rolloutId('shop', 'cart')).describe();
  const plan = await settledPlan(env.client, rolloutId('shop', 'cart'), runId);
  expect(plan).toMatchObject({ ...OWNER, version: { id: 'v2' }, driver: { kind: 'weighted' } });
});

it('what a rollout has changed in AWS is read from its history, with the activity that did it', async () => {
  const id = rolloutId('shop', 'cart');
  const { runId } = await env.client.workflow.getHandle(id).describe();
  expect(await new ActReader(env.client).actsOf(id, runId)).toEqual([
    {
      activity: 'commitVersion',
      at: expect.stringMatching(/^\d{4}-/) as string,
      attempts: 1,
      calls: [expect.objectContaining({ service: 'ssm', action: 'DeleteParameter' })],
    },
  ]);
});

it('an archive that takes nothing holds and fails no rollout, and is asked again', async () => {
  const full: Archiving['archive'] = {
    ...folderArchive(folder, sealing()),
    keep: () => Promise.reject(new Error('no space left on device')),
  };
  const warned: string[] = [];
  expect(await rollOut('v3')).toBe('promoted');
  await eventually(async () => !(await keepSince(archivingTo(full, warned), EVER)));
  expect(warned).toContain('canary/shop/cart cannot be archived yet');
  const archive = folderArchive(folder, sealing());
  expect(await keepSince(archivingTo(archive), EVER)).toBe(true);
  expect((await archive.latest(OWNER, 5)).map(({ status }) => status.canary)).toEqual(['v3', 'v2']);
});

it('a history is read again for what a rollout has changed only once it has grown', async () => {
  const id = rolloutId('shop', 'cart');
  const ended = rollOut('v4');
  const handle = env.client.workflow.getHandle(id);
  const early = await eventually(async () => {
    const described = await handle.describe();
    return described.status.name === 'RUNNING' && described.historyLength > 10 && described;
  });
  const [pages, client] = readingIn(env.client);
  const reader = new ActReader(client);
  await reader.actsOf(id, early.runId, early.historyLength);
  await ended;
  const { historyLength } = await handle.describe();
  const acts = await reader.actsOf(id, early.runId, historyLength);
  expect(acts).toMatchObject([{ activity: 'commitVersion' }]);
  expect(await reader.actsOf(id, early.runId, historyLength)).toEqual(acts);
  expect(pages).toHaveLength(2);
});

/** A client that notes how many events each page has of the histories that it reads. */
function readingIn(client: Client): [number[], Client] {
  const pages: number[] = [];
  const { workflowService, options } = client;
  const noting = {
    async getWorkflowExecutionHistoryReverse(
      ...asked: Parameters<typeof workflowService.getWorkflowExecutionHistoryReverse>
    ) {
      const page = await workflowService.getWorkflowExecutionHistoryReverse(...asked);
      pages.push(page.history?.events?.length ?? 0);
      return page;
    },
  };
  return [pages, { options, workflowService: noting } as unknown as Client];
}
