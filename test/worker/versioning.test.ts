import { resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { programs } from '../../infra/local/processes/programs.ts';
import { pinnedTo } from '../../worker/versioning.ts';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { ROLLOUT_TYPE, rolloutId, statusQuery } from '../../workflows/messages.ts';
import { activitiesIn } from '../fakes/activities.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { worldServing, type World } from '../fakes/world.ts';
import { eventually } from '../infra/local/eventually.ts';

const DEPLOYMENT = 'serin';
let env: TestWorkflowEnvironment;
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
});
afterAll(async () => {
  await Promise.all(stops.map((stop) => stop()));
  await env.teardown();
});

async function startWorker(buildId: string, world: World): Promise<void> {
  const worker = await Worker.create({
    connection: env.nativeConnection,
    taskQueue: 'test',
    workflowBundle: await workflowBundle(),
    dataConverter: workerDataConverter(),
    activities: activitiesIn(() => world),
    ...pinnedTo({ deploymentName: DEPLOYMENT, buildId }),
  });
  const running = worker.run();
  await eventually(() => setCurrent(buildId));
  stops.push(async () => {
    worker.shutdown();
    await running;
  });
}

/** New rollouts begin on this build from now on; false until Temporal has heard of it. */
const setCurrent = (buildId: string): Promise<boolean> =>
  env.client.workflowService
    .setWorkerDeploymentCurrentVersion({ namespace: 'default', deploymentName: DEPLOYMENT, buildId })
    .then(
      () => true,
      () => false,
    );

const start = (service: string, waitTime: number) =>
  env.client.workflow.start(ROLLOUT_TYPE, {
    taskQueue: 'test',
    workflowId: rolloutId('shop', service),
    args: [deployJson({ MicroserviceName: service, PercentageStep: 100, WaitTime: waitTime, DrainTime: 0 })],
  });

it('a rollout ends on the build of Serin that it began with, and the next one begins on the current build', async () => {
  const [old, young] = [worldServing('v1'), worldServing('v1')];
  await startWorker('build-1', old);
  const long = await start('cart', 3600);
  await eventually(async () => (await long.query(statusQuery)).phase === 'baking');

  await startWorker('build-2', young);
  const short = await start('basket', 1);
  await short.result();
  await long.signal('promote', { by: 'ann' });
  await long.result();

  const buildOf = async (handle: typeof long) =>
    (await handle.describe()).raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
  expect([await buildOf(long), await buildOf(short)]).toEqual(['build-1', 'build-2']);
  expect([old.effects.at(-1), young.effects.at(-1)]).toEqual(['remove v1', 'remove v1']);
});
