import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import {
  adoptionMemo,
  COMMIT,
  ROLLOUT_TYPE,
  rolloutId,
  STARTED_BY,
  TASK_QUEUE,
  UNDOES,
} from '../../workflows/messages.ts';
import type { IfRunning, RolloutPlan } from '../../workflows/rollout/plan.ts';
import { asMarkdown, asSummary } from '../../workflows/rollout/markdown.ts';
import type { DeploymentFile } from '../deployment-files.ts';
import { headline } from '../render/status-text.ts';
import { Trouble } from '../trouble.ts';
import { enqueue } from './queue.ts';
import { undoText, type Undoing } from './undoing.ts';
import { viewRollout } from './view.ts';

export interface StartOptions {
  /** Who asks. */
  readonly by: string;
  /** Task queue that the workers serve. */
  readonly taskQueue?: string;
  /** What to do while another rollout of the service runs; the file's wish unless given. */
  readonly ifRunning?: IfRunning;
  /** What it undoes, if it does. */
  readonly undoes?: Undoing;
  /** ARN of the deployment that it takes over, where others have begun one. */
  readonly adopts?: string | undefined;
  /** Where its version's commit can be seen. */
  readonly commit?: string | undefined;
}

/** A rollout that has begun, or will when its turn comes. */
export interface Started {
  readonly kind: 'started' | 'queued' | 'supersedes';
  readonly id: string;
  /** The rollout that runs in its place, such as "v1 is baking, step 2 of 4 at 66 %", where a worker tells. */
  readonly running?: string;
  /** Waits until it runs. @throws Trouble `refused` when a newer version has taken its place in the queue */
  readonly runId: () => Promise<string>;
}

/**
 * Starts a rollout, or has it wait for its turn.
 *
 * @throws Trouble `refused` when another rollout of the service runs, and this one is not to wait
 */
export async function startRollout(
  client: Client,
  file: DeploymentFile,
  {
    by,
    taskQueue = TASK_QUEUE,
    ifRunning = file.plan.ifRunning ?? 'refuse',
    undoes,
    adopts,
    commit,
  }: StartOptions,
): Promise<Started> {
  const id = rolloutId(file.plan.environment, file.plan.service);
  try {
    const { firstExecutionRunId } = await client.workflow.start(ROLLOUT_TYPE, {
      workflowId: id,
      taskQueue,
      args: [file.content],
      workflowIdConflictPolicy: 'FAIL',
      memo: {
        [STARTED_BY]: by,
        ...(undoes && { [UNDOES]: undoes }),
        ...(adopts !== undefined && adoptionMemo(adopts)),
        ...(commit !== undefined && { [COMMIT]: commit }),
      },
      ...onPages(file.plan, by, undoes),
    });
    return { kind: 'started', id, runId: () => Promise.resolve(firstExecutionRunId) };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const running = await runningNow(client, id);
    if (ifRunning === 'refuse')
      throw new Trouble(
        'refused',
        `refused: ${id} is already running${running ? ` (${running})` : ''}. Wait until it ends, abort it, or use --if-running`,
      );
    const supersedes = ifRunning === 'supersede';
    const runId = await enqueue(client, id, taskQueue, file, {
      by,
      supersedes,
      ...(commit !== undefined && { commit }),
    });
    return { kind: supersedes ? 'supersedes' : 'queued', id, ...(running && { running }), runId };
  }
}

async function runningNow(client: Client, workflowId: string): Promise<string | undefined> {
  const view = await viewRollout(client, client.workflow.getHandle(workflowId)).catch(() => undefined);
  return view && `${view.status.canary} is ${headline(view.status)}`;
}

/** What Temporal's own pages say of a rollout from its start on. */
const onPages = (
  { environment, service, version, steps, autoSteps, judge }: RolloutPlan,
  by: string,
  undoes: Undoing | undefined,
) => ({
  staticSummary: asSummary(
    `${version.id} for ${environment}/${service}${undoes ? `: undo of ${undoes.version}` : ''}`,
  ),
  staticDetails: [
    `${asMarkdown(version.image)}, started by ${asMarkdown(by)}`,
    ...(undoes ? ['', asMarkdown(undoText(undoes))] : []),
    '',
    ...(autoSteps ? [`- weights that fit the traffic, ${autoSteps.from} to ${autoSteps.to} %`] : []),
    ...steps.map(({ weight, bakeSeconds }) => `- ${weight} %, watched for ${bakeSeconds} s`),
    `- judged by ${judge.kind}`,
  ].join('\n'),
});
