import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import { NativeConnection, Worker } from '@temporalio/worker';
import { tell } from '../ratio.ts';
import { onStage } from '../world/stage.ts';
import { usageOf } from '../world/usage.ts';

/**
 * How much CPU of Temporal's server and of a worker one more step takes, beside a step of an empty workflow. It is the difference between
 * rollouts with two bakes and with twelve, so what begins and ends them is left out.
 */
const { values } = parseArgs({
  options: {
    rollouts: { type: 'string', default: '60' },
    'bake-seconds': { type: 'string', default: '20' },
    judge: { type: 'string', default: 'evidence' },
  },
});
const [COUNT, BAKE_SECONDS] = [Number(values.rollouts), Number(values['bake-seconds'])];
const JUDGES = {
  evidence: { kind: 'evidence' },
  errorCount: { kind: 'errorCount', windowSeconds: BAKE_SECONDS },
};
if (!(values.judge in JUDGES)) throw new Error(`--judge is one of ${Object.keys(JUDGES).join(', ')}`);
const judge = JUDGES[values.judge as keyof typeof JUDGES];

const [FEW, MANY] = [2, 12];
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

await onStage(async ({ client, start, temporal, workers: [worker] }) => {
  const connection = await NativeConnection.connect({ address: temporal.address });
  const emptyWorker = await Worker.create({
    connection,
    taskQueue: 'empty',
    workflowsPath: `${import.meta.dirname}/empty.ts`,
    activities: { nothing: () => Promise.resolve() },
  });

  /** CPU milliseconds for each of so many, started one after another within a bake. */
  async function carriedOut(startOne: (i: number) => Promise<WorkflowHandle>) {
    const used = () => [temporal.usage(), usageOf(worker!.pid)].map(({ cpuSeconds }) => 1000 * cpuSeconds);
    const before = used();
    const handles: WorkflowHandle[] = [];
    for (const i of upTo(COUNT)) {
      handles.push(await startOne(i));
      await sleep((1000 * BAKE_SECONDS) / COUNT);
    }
    // All of them, also where one has failed: none may still be asked for when the connection closes.
    const ends = await Promise.allSettled(handles.map((handle) => handle.result()));
    const failed = ends.find(({ status }) => status === 'rejected');
    if (failed) throw new Error('not all were carried out', { cause: failed });
    const [server = NaN, ofWorker = NaN] = used().map((after, i) => (after - before[i]!) / COUNT);
    return { server, worker: ofWorker };
  }
  const rollouts = (bakes: number, name = 'service') =>
    carriedOut((i) =>
      start(`${name}-${bakes}-${i}`, {
        judge,
        steps: upTo(bakes - 1).map((i) => ({ weight: i + 1, bakeSeconds: BAKE_SECONDS })),
        finalBakeSeconds: BAKE_SECONDS,
      }),
    );
  const empties = (steps: number) =>
    carriedOut((i) =>
      client.workflow.start('empty', {
        taskQueue: 'empty',
        workflowId: `empty-${steps}-${i}`,
        args: [steps, BAKE_SECONDS],
      }),
    );

  // The first ones also compile what they run.
  await rollouts(FEW, 'warm');
  const [few, many] = [await rollouts(FEW), await rollouts(MANY)];
  const [emptyFew, emptyMany] = await emptyWorker.runUntil(async () => [
    await empties(FEW),
    await empties(MANY),
  ]);
  await connection.close();
  const ofStep = (of: 'server' | 'worker') => (many[of] - few[of]) / (MANY - FEW);
  const ofEmpty = (emptyMany.server - emptyFew.server) / (MANY - FEW);
  const shape = `a step by ${values.judge}`;
  tell({
    ratios: [
      { what: `server's CPU for ${shape}`, value: ofStep('server'), unit: 'ms', atMost: 30 },
      { what: 'the same ÷ a step of an empty workflow', value: ofStep('server') / ofEmpty, unit: '×' },
      { what: `worker's CPU for ${shape}`, value: ofStep('worker'), unit: 'ms' },
      {
        what: "server's CPU for a rollout beside its steps",
        value: few.server - FEW * ofStep('server'),
        unit: 'ms',
      },
    ],
    summary: `${shape} takes ${ofStep('server').toFixed(0)} ms of a server's CPU, ${(ofStep('server') / ofEmpty).toFixed(1)} times an empty workflow's step`,
  });
});
process.exit();
