import { appendFileSync } from 'node:fs';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { ROLLOUT_TYPE, rolloutId, TASK_QUEUE } from '../../workflows/messages.ts';
import type { IfRunning } from '../../workflows/rollout/plan.ts';
import type { Build } from '../build.ts';
import { readDeploymentFile, type DeploymentFile } from '../deployment-files.ts';
import { CommandFailure, EXIT } from '../exit-codes.ts';
import { follow } from '../follow.ts';
import { enqueue } from '../queue.ts';
import { screenOn } from '../render/screen.ts';
import { headline } from '../render/status-text.ts';
import { shortSummary, summaryMarkdown } from '../render/summary-markdown.ts';
import { viewRollout } from '../rollout.ts';
import { withTemporal, type Temporal } from '../temporal.ts';
import { buildOptions } from './build-options.ts';

interface Options extends Build {
  readonly file: string;
  readonly watch?: true;
  readonly summary?: string;
  readonly taskQueue: string;
  readonly ifRunning?: IfRunning;
}

export function addStart(program: Command): void {
  buildOptions(
    program
      .command('start')
      .description('start a rollout from a deployment file')
      .requiredOption('-f, --file <file>', 'deployment file, such as the deploy.json of a build'),
  )
    .option('-w, --watch', 'show its progress and wait for its end; the exit code tells how it ended')
    .addOption(
      new Option(
        '--if-running <policy>',
        'while another rollout of the service runs: refuse, wait in its queue for its end, or have it give way; as the file says where left out',
      ).choices(['refuse', 'queue', 'supersede']),
    )
    .addOption(
      new Option(
        '--summary <file>',
        'watch, and add how it ended to a file in Markdown: $GITHUB_STEP_SUMMARY',
      )
        .argParser(mustBeWritable)
        .implies({ watch: true }),
    )
    .option('--task-queue <name>', 'task queue that the workers serve', TASK_QUEUE)
    .addHelpText(
      'after',
      '\nExamples:\n  serin start -f deploy.json --watch\n  serin start -f deploy.json && serin watch shop/cart\n  serin start -f deploy.json --watch --if-running supersede\n  serin start -f rollout.yaml --watch --image "$IMAGE" --version-id "${GITHUB_SHA::8}" --summary "$GITHUB_STEP_SUMMARY"\n',
    )
    .action((options: Options) => start(options).catch((error: unknown) => summarize(options, error)));
}

/** What a pipeline's summary shows, also where nothing was started. */
function summarize({ summary }: Options, error: unknown): never {
  if (summary !== undefined) appendFileSync(summary, shortSummary((error as Error).message));
  throw error;
}

/** A rollout of hours shall not end in a file that cannot be written. */
function mustBeWritable(file: string): string {
  try {
    appendFileSync(file, '');
    return file;
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

async function start(options: Options): Promise<void> {
  const file = readDeploymentFile(options.file, options);
  const { plan } = file;
  const id = rolloutId(plan.environment, plan.service);
  await withTemporal(async (temporal) => {
    const running = await begin(temporal, id, file, options);
    if (options.watch !== true)
      return console.log(`follow it with: serin watch ${plan.environment}/${plan.service}`);
    const { client, address } = temporal;
    const handle = client.workflow.getHandle(id, await running());
    const { exitCode, sentence } = await follow(client, handle, address, screenOn(process.stdout));
    process.exitCode = exitCode;
    if (options.summary === undefined) return;
    const view = await viewRollout(client, handle).catch(() => undefined);
    appendFileSync(options.summary, view ? summaryMarkdown(view.status) : shortSummary(sentence));
  });
}

/** Starts the rollout, or has it wait for its turn; answers with its run id once it runs. */
async function begin(
  { client }: Temporal,
  workflowId: string,
  file: DeploymentFile,
  { taskQueue, ifRunning = file.plan.ifRunning ?? 'refuse' }: Options,
): Promise<() => Promise<string>> {
  const { version, steps } = file.plan;
  try {
    const { firstExecutionRunId } = await client.workflow.start(ROLLOUT_TYPE, {
      workflowId,
      taskQueue,
      args: [file.content],
      workflowIdConflictPolicy: 'FAIL',
    });
    console.log(`started ${workflowId}: ${version.id} in ${steps.length} steps (run ${firstExecutionRunId})`);
    return () => Promise.resolve(firstExecutionRunId);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const running = await runningNow(client, workflowId);
    if (ifRunning === 'refuse')
      throw new CommandFailure(
        EXIT.refused,
        `refused: ${workflowId} is running already${running}. Wait for its end, abort it, or use --if-running`,
      );
    const started = await enqueue(client, workflowId, taskQueue, file, ifRunning === 'supersede');
    console.log(
      ifRunning === 'supersede'
        ? `${version.id} supersedes the rollout that runs${running}: it starts once that one has given its traffic back`
        : `${version.id} waits in the queue of ${workflowId}${running}`,
    );
    return started;
  }
}

async function runningNow(client: Client, workflowId: string): Promise<string> {
  const view = await viewRollout(client, client.workflow.getHandle(workflowId)).catch(() => undefined);
  return view ? ` (${view.status.canary} is ${headline(view.status)})` : '';
}
