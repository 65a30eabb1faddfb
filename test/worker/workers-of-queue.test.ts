import { resolve } from 'node:path';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { programs } from '../../infra/local/processes/programs.ts';
import { countWorkers, sharedBy } from '../../worker/workers-of-queue.ts';
import { eventually } from '../infra/local/eventually.ts';

let env: TestWorkflowEnvironment;
const ends: (() => Promise<void>)[] = [];

beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const executable = { type: 'existing-path' as const, path: resolve(programs.temporal()) };
  env = await TestWorkflowEnvironment.createLocal({ server: { executable } });
});
afterAll(async () => {
  await Promise.all(ends.map((end) => end()));
  await env?.teardown();
});

async function serve(identity: string): Promise<void> {
  const connection = await NativeConnection.connect({ address: env.address });
  const worker = await Worker.create({
    connection,
    taskQueue: 'shop',
    identity,
    activities: { settlePlan: () => Promise.resolve() },
  });
  const ended = worker.run();
  ends.push(async () => {
    worker.shutdown();
    await ended;
    await connection.close();
  });
}

const count = () => countWorkers(env.nativeConnection, 'default', 'shop');

it('counts the workers of a task queue, by Temporal', async () => {
  expect(await count()).toBe(0);
  await serve('a');
  await serve('b');
  await eventually(async () => (await count()) === 2);
});

it('counts none that has died, though Temporal still lists it', async () => {
  const seen = { a: 1000, b: 1060, dead: 960 };
  const pollers = Object.entries(seen).map(([identity, seconds]) => ({
    identity,
    lastAccessTime: { seconds },
  }));
  const listing = { workflowService: { describeTaskQueue: () => Promise.resolve({ pollers }) } };
  expect(await countWorkers(listing as never, 'default', 'shop')).toBe(2);
});

it('shares with those that are there already, and with nobody where they cannot be counted', async () => {
  const shares = await Promise.all([
    sharedBy(() => Promise.resolve(3)),
    sharedBy(() => Promise.reject(new Error('unreachable'))),
  ]);
  for (const { stop } of shares) stop();
  expect(shares.map(({ workers }) => workers())).toEqual([4, 1]);
});
