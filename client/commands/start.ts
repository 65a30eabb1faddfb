import { appendFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { TASK_QUEUE } from '../../workflows/messages.ts';
import type { IfRunning } from '../../workflows/rollout/plan.ts';
import type { Build } from '../build.ts';
import { commitOfJob } from '../ci-commit.ts';
import { readAdoptedFile } from '../adopted-file.ts';
import { readDeploymentFile } from '../deployment-files.ts';
import { shortSummary, summaryMarkdown } from '../render/summary-markdown.ts';
import { withTemporal } from '../rollouts/connect.ts';
import { cancelRollout } from '../rollouts/cancel.ts';
import { startRollout, type Started } from '../rollouts/start.ts';
import { viewRollout } from '../rollouts/view.ts';
import { buildOptions } from './build-options.ts';
import { goesOn, whenInterrupted } from './interruption.ts';
import { operator } from './options.ts';
import { withdrawnText } from './queue.ts';
import { patienceOption, watchToItsEnd } from './watch.ts';
import { print } from '../render/print.ts';

interface Options extends Build {
  readonly file: string;
  readonly watch?: true;
  readonly summary?: string;
  readonly taskQueue: string;
  readonly ifRunning?: IfRunning;
  readonly patience: number;
  readonly onCancel: 'leave' | 'abort';
  readonly adopt?: true;
}

export const start = (command: Command): Command =>
  buildOptions(
    command.requiredOption(
      '-f, --file <file>',
      'deployment file: rollout.yaml, or the deploy.json of a build',
    ),
  )
    .option('-w, --watch', 'follow the rollout to its end; the exit code tells how it ended')
    .addOption(
      new Option(
        '--if-running <policy>',
        "if another rollout of the service is running: refuse, queue behind it, or supersede it (default: the file's ifRunning)",
      ).choices(['refuse', 'queue', 'supersede']),
    )
    .addOption(
      new Option(
        '--adopt',
        'take over an ECS deployment that something else has started, such as a pipeline; its version and image replace those in the file',
      ).conflicts(['versionId', 'image', 'taskDefinition', 'container']),
    )
    .addOption(
      new Option(
        '--summary <file>',
        'watch, and append a summary to this Markdown file, such as $GITHUB_STEP_SUMMARY',
      )
        .argParser(mustBeWritable)
        .implies({ watch: true }),
    )
    .addOption(
      new Option(
        '--on-cancel <what>',
        'with --watch: if this command is interrupted, for example because its job is cancelled, let the rollout run or abort it',
      )
        .choices(['leave', 'abort'])
        .default('leave'),
    )
    .addOption(patienceOption())
    .option('--task-queue <name>', 'task queue of the workers', TASK_QUEUE)
    .addHelpText(
      'after',
      '\nExamples:\n  serin start -f deploy.json --watch\n  serin start -f deploy.json && serin watch shop/cart\n  serin start -f deploy.json --watch --if-running supersede\n  serin start -f rollout.yaml --watch --image "$IMAGE" --version-id "${GITHUB_SHA::8}" --summary "$GITHUB_STEP_SUMMARY"\n  serin start -f rollout.yaml --adopt --watch\n',
    )
    .action((options: Options) => begin(options).catch((error: unknown) => summarize(options, error)));

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

async function begin({ file: path, ...options }: Options): Promise<void> {
  const { taskQueue, ifRunning, watch, summary, patience, onCancel, adopt, ...build } = options;
  const adopted = adopt && (await readAdoptedFile(path));
  const file = adopted ?? readDeploymentFile(path, build);
  const { environment, service, version } = file.plan;
  await withTemporal(async (temporal) => {
    const { client } = temporal;
    const started = await startRollout(client, file, {
      by: operator(),
      taskQueue,
      ...(ifRunning && { ifRunning }),
      adopts: adopted?.deployment,
      commit: commitOfJob(process.env),
    });
    print(await startedText(started, version.id));
    const rollout = `${environment}/${service}`;
    if (watch !== true) return print(`follow it with: serin watch ${rollout}`);
    let waits = started.kind !== 'started';
    whenInterrupted(() => {
      if (onCancel === 'abort') return cancelled(client, started.id, version.id);
      return waits ? waitsOn(rollout, version.id) : goesOn(rollout);
    }, print);
    const handle = client.workflow.getHandle(started.id, await started.runId());
    waits = false;
    const { sentence } = await watchToItsEnd(temporal, handle, patience);
    if (summary === undefined) return;
    const view = await viewRollout(client, handle).catch(() => undefined);
    appendFileSync(summary, view ? summaryMarkdown(view.status) : shortSummary(sentence));
  });
}

async function cancelled(client: Client, id: string, version: string): Promise<string> {
  const reason = 'the command that started it was cancelled';
  switch (await cancelRollout(client, id, { version, by: operator(), reason })) {
    case 'withdrawn':
      return withdrawnText(version, id);
    case 'aborted':
      return `${version} is aborted: all traffic goes back to the stable version`;
  }
}

const waitsOn = (rollout: string, version: string): string =>
  `${version} waits on in the queue: take it out with "serin queue ${rollout} --withdraw ${version}"`;

async function startedText({ kind, id, running, runId }: Started, version: string): Promise<string> {
  const now = running ? ` (${running})` : '';
  switch (kind) {
    case 'started':
      return `started ${id}: ${version} (run ${await runId()})`;
    case 'queued':
      return `${version} waits in the queue of ${id}${now}`;
    case 'supersedes':
      return `${version} supersedes the running rollout${now}: it starts once that one has given its traffic back`;
  }
}
