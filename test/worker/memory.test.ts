import type { WorkflowInfo } from '@temporalio/workflow';
import { parseWorkflowCode } from '@temporalio/worker/lib/worker.js';
import { ReusableVMWorkflowCreator } from '@temporalio/worker/lib/workflow/reusable-vm.js';
import { heapInUse } from '../../bench/memory/collect-garbage.ts';
import { ROLLOUT_TYPE } from '../../workflows/messages.ts';
import { bundleOfSources } from '../../worker/workflow-bundle.ts';

it('a rollout that a worker keeps in memory has no copy of the modules of the workflows', async () => {
  const bundle = parseWorkflowCode((await bundleOfSources()).code);
  const creator = await ReusableVMWorkflowCreator.create(bundle, 60_000, new Set(), () => true);
  const kept: unknown[] = [];
  const keep = async (count: number) => {
    for (let i = 0; i < count; i++) kept.push(await creator.createWorkflow(begun(`run-${kept.length}`)));
  };
  await keep(20);
  const before = heapInUse();
  await keep(100);
  expect((heapInUse() - before) / 100).toBeLessThan(40_000);
});

/** A rollout that is about to begin, as a worker's workflow thread is told of it. */
const begun = (runId: string) => ({
  info: {
    ...{ runId, workflowId: 'canary/shop/cart', workflowType: ROLLOUT_TYPE, taskQueue: 'serin' },
    ...{ namespace: 'default', attempt: 1, startTime: new Date(0), runStartTime: new Date(0) },
    ...{ historyLength: 3, historySize: 1000, firstExecutionRunId: runId, memo: {}, taskTimeoutMs: 10_000 },
    unsafe: { now: () => 0, isReplaying: false },
  } as unknown as WorkflowInfo,
  randomnessSeed: [1, 2, 3, 4],
  now: 0,
  showStackTraceSources: false,
});
