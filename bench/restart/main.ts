import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { WorkflowHandle } from '@temporalio/client';
import type { Part } from '../../infra/local/up/part.ts';
import { statusQuery } from '../../workflows/messages.ts';
import { tell, type Ratio } from '../ratio.ts';
import { onStage } from '../world/stage.ts';

/**
 * How long a killed worker, or server, keeps rollouts from going on, as a multiple of what the program itself takes to start: a rollout goes on
 * when a worker that has its whole history answers for it.
 */
const { values } = parseArgs({ options: { rollouts: { type: 'string', default: '50' } } });
const ROLLOUTS = Number(values.rollouts);

const ratios = await onStage(async ({ start, worlds, temporal, workers: [worker] }) => {
  const handles: WorkflowHandle[] = [];
  for (let i = 0; i < ROLLOUTS; i++)
    handles.push(await start(`service-${i}`, { steps: [{ weight: 10, bakeSeconds: 7200 }] }));
  while (handles.some(({ workflowId }) => worlds.writesOf(workflowId).length === 0)) await sleep(200);
  return [await restarted('a worker', worker!, handles), await restarted('Temporal', temporal, handles)];
});
tell({ ratios, summary: ratios.map(({ what, value }) => `${what}: × ${value.toFixed(1)}`).join('; ') });
process.exit();

async function restarted(
  what: string,
  part: Pick<Part, 'kill' | 'restart'>,
  handles: readonly WorkflowHandle[],
): Promise<Ratio> {
  const began = performance.now();
  await part.kill('SIGKILL');
  await part.restart();
  const serves = performance.now();
  await Promise.all(handles.map(goesOn));
  const all = performance.now();
  const seconds = (millis: number) => (millis / 1000).toFixed(1);
  console.log(
    `${what} serves after ${seconds(serves - began)} s, ${ROLLOUTS} rollouts go on after ${seconds(all - began)} s`,
  );
  return {
    what: `${what} killed: until ${ROLLOUTS} rollouts go on ÷ until it serves`,
    value: (all - began) / (serves - began),
    unit: '×',
  };
}

async function goesOn(handle: WorkflowHandle): Promise<void> {
  for (;;) {
    const { phase } = await handle.query(statusQuery).catch(() => ({ phase: undefined }));
    if (phase !== undefined) return;
    await sleep(200);
  }
}
