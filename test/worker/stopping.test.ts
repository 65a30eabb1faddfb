import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { freePort } from '../../infra/local/processes/ports.ts';
import { programs } from '../../infra/local/processes/programs.ts';
import { ROLLOUT_TYPE, rolloutId } from '../../workflows/messages.ts';
import { startProgram, type Program } from '../e2e/program.ts';
import { deployJson } from '../fakes/deploy-json.ts';
import { eventually } from '../infra/local/eventually.ts';

let temporal: TestWorkflowEnvironment;
let aws: Server;
let answerAws: () => void;
let callsToAws = 0;
let health: string;
let worker: Program;

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  temporal = await TestWorkflowEnvironment.createLocal({ server: { executable } });
  aws = await startHesitantAws();
  health = `127.0.0.1:${await freePort()}`;
});
afterAll(async () => {
  worker?.kill();
  await worker?.exitCode;
  aws?.closeAllConnections();
  aws?.close();
  await temporal?.teardown();
});

/** An AWS that lets callers wait until `answerAws`, and allows nothing. */
async function startHesitantAws(): Promise<Server> {
  const answered = new Promise<void>((resolve) => (answerAws = resolve));
  const server = createServer((request, response) => {
    callsToAws++;
    request.resume();
    void answered.then(() =>
      response
        .writeHead(403, { 'x-amzn-errortype': 'AccessDeniedException', 'content-type': 'application/json' })
        .end(JSON.stringify({ __type: 'AccessDeniedException', message: 'not allowed' })),
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** Starts what the image starts. */
const startWorker = (): Program =>
  startProgram('bin/serin', ['worker'], {
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      TEMPORAL_ADDRESS: temporal.address,
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(aws.address() as AddressInfo).port}`,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      SERIN_HEALTH_ADDRESS: health,
    },
  });

/** What the image's health check ends with. */
const healthCheck = () =>
  startProgram('node_modules/.bin/node', ['worker/healthy.ts', health], { env: process.env }).exitCode;

const healthStatus = () =>
  fetch(`http://${health}`).then(
    ({ status }) => status,
    () => undefined,
  );

const start = (service: string) =>
  temporal.client.workflow.start(ROLLOUT_TYPE, {
    taskQueue: 'serin',
    workflowId: rolloutId('shop', service),
    args: [deployJson({ MicroserviceName: service })],
  });

type Handle = Awaited<ReturnType<typeof start>>;

/** What a rollout's events tell of, such as `activityTaskCompletedEventAttributes`. */
const events = async (rollout: Handle) =>
  ((await rollout.fetchHistory()).events ?? []).map((event) => Object.keys(event).at(-1)!);

it('a worker is healthy from the moment that it serves, and no sooner', async () => {
  expect(await healthCheck()).toBe(1);
  worker = startWorker();
  await eventually(async () => (await healthStatus()) === 200);
  expect(worker.printed()).toContain('serving task queue serin');
  expect(await healthCheck()).toBe(0);
});

it('a worker that is told to stop takes no more tasks, lets its activity end, and ends well', async () => {
  const under = await start('cart');
  await eventually(() => callsToAws > 0);

  process.kill(worker.pid, 'SIGTERM');
  await eventually(async () => (await healthStatus()) === 503);
  const late = await start('basket');
  answerAws();
  expect({ exitCode: await worker.exitCode, printed: worker.printed() }).toMatchObject({ exitCode: 0 });

  expect(await events(under)).toContain('activityTaskCompletedEventAttributes');
  expect(await events(late)).not.toContain('workflowTaskStartedEventAttributes');
});
