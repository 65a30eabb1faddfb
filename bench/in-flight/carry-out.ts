import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { quantile } from '../../client/simulation/quantile.ts';
import type { Write } from '../world/server.ts';
import { ROLLOUT_TYPE } from '../../workflows/messages.ts';
import { onStage, type StageOptions } from '../world/stage.ts';
import { usageOf } from '../world/usage.ts';

/** What so many rollouts in flight came to. */
export interface CarriedOut {
  readonly promoted: number;
  /** How late weights were written, as a share of the bake. */
  readonly p50: number;
  readonly p99: number;
  /** CPU time of all that a rollout does, by its steps. */
  readonly serverMs: number;
  readonly workerMs: number;
  readonly memoryKb: number;
}

const WEIGHTS = [10, 50];

/** Bakes of a rollout, the final one included. */
const BAKES = WEIGHTS.length + 1;

/** Carries out rollouts of which one starts after another within a bake, so that their steps are spread as those of people's would be. */
export function carryOut(count: number, bakeSeconds: number, stage: StageOptions = {}): Promise<CarriedOut> {
  const steps = WEIGHTS.map((weight) => ({ weight, bakeSeconds }));
  return onStage(async ({ client, start, worlds, temporal, workers: [worker] }) => {
    const usages = () => ({ server: temporal.usage(), worker: usageOf(worker!.pid) });
    const before = usages();
    const handles: WorkflowHandle[] = [];
    for (let i = 0; i < count; i++) {
      const began = Date.now();
      handles.push(await start(`service-${i}`, { steps, finalBakeSeconds: bakeSeconds }));
      await sleep(Math.max(0, (1000 * bakeSeconds) / count - (Date.now() - began)));
    }
    const inFlight = usages();
    await allEnded(client);
    const after = usages();
    const ends = await Promise.all(handles.map(promotedAt));
    const late = handles.flatMap(({ workflowId }) => lateness(worlds.writesOf(workflowId), bakeSeconds));
    const cpuMs = (of: 'server' | 'worker') =>
      (1000 * (after[of].cpuSeconds - before[of].cpuSeconds)) / (count * BAKES);
    return {
      promoted: ends.filter(Boolean).length,
      p50: quantile(late, 0.5),
      p99: quantile(late, 0.99),
      serverMs: cpuMs('server'),
      workerMs: cpuMs('worker'),
      memoryKb: (inFlight.worker.memoryBytes - before.worker.memoryBytes) / count / 1000,
    };
  }, stage);
}

/** Until no rollout runs. They are counted: to wait for each result would ask the server that is measured three times a minute for each. */
async function allEnded(client: Client): Promise<void> {
  for (;;) {
    const { count } = await client.workflow.count(
      `WorkflowType = '${ROLLOUT_TYPE}' AND ExecutionStatus = 'Running'`,
    );
    if (count === 0) return;
    console.error(`${count} rollouts in flight`);
    await sleep(10_000);
  }
}

const promotedAt = (handle: WorkflowHandle): Promise<boolean> =>
  handle.result().then(
    () => true,
    (error: Error) => {
      console.error(`${handle.workflowId}: ${(error.cause as Error | undefined)?.message ?? error.message}`);
      return false;
    },
  );

/** How long after its due time each weight but the first was written, as a share of the bake. */
export const lateness = (writes: readonly Pick<Write, 'at'>[], bakeSeconds: number): number[] =>
  writes.slice(1).map(({ at }, i) => (at - writes[i]!.at) / 1000 / bakeSeconds - 1);
