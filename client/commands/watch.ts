import type { WorkflowHandle } from '@temporalio/client';
import { Option, type Command } from 'commander';
import { showLive } from '../render/live.ts';
import { terminalOn, type Terminal } from '../render/terminal.ts';
import { withTemporal, type Temporal } from '../rollouts/connect.ts';
import { currentRun } from '../rollouts/current-run.ts';
import { endingOf, type Ending } from '../rollouts/ending.ts';
import { follow, PATIENCE_SECONDS, type Sighting } from '../rollouts/follow.ts';
import { parseRolloutId } from '../rollouts/rollout-id.ts';
import { EXIT_OF_ENDING } from './exit-codes.ts';
import { goesOn, whenInterrupted } from './interruption.ts';
import { duration } from './numbers.ts';
import { print } from '../render/print.ts';
import type { StreamLine } from '../stream/line-form.ts';
import { outcomeLine } from '../stream/lines-of.ts';
import { story } from '../stream/story.ts';
import { outputOption, ROLLOUT } from './options.ts';

export const watch = (command: Command): Command =>
  command
    .argument(...ROLLOUT)
    .addOption(patienceOption())
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
In a terminal, a picture is redrawn as things change, in local time, and in colour unless NO_COLOR is set. Elsewhere, in CI, or with
TERM=dumb, each event is a line, in UTC. Ctrl-C ends only the view: the rollout goes on.
With --output json each line is an object: events, waits, weights, metric buckets, verdicts, commands, and finally the outcome
("serin schema --watch").
`,
    )
    .action(async (rollout: string, { patience, output }: { patience: number; output: 'text' | 'json' }) => {
      const id = parseRolloutId(rollout);
      const say = output === 'json' ? console.error : print;
      await withTemporal(async (temporal) => {
        const run = await currentRun(temporal.client, id);
        whenInterrupted(() => goesOn(rollout), say);
        await watchToItsEnd(temporal, run, patience, output);
      });
    });

/** For commands that follow a rollout. */
export const patienceOption = (): Option =>
  new Option(
    '--patience <duration>',
    'how long to keep trying while no worker answers or Temporal is unreachable',
  )
    .argParser(duration)
    .default(PATIENCE_SECONDS, '10m');

/** Shows a rollout on standard output until it has ended; the exit code then tells how. */
export async function watchToItsEnd(
  temporal: Temporal,
  handle: WorkflowHandle,
  patienceSeconds: number,
  output: 'text' | 'json' = 'text',
): Promise<Ending> {
  const terminal = terminalOn(process.stdout, process.env);
  const sightings = follow(temporal, handle, patienceSeconds);
  const ending = await (output === 'json' ? printStory : showStory)(sightings, handle, terminal);
  process.exitCode = EXIT_OF_ENDING[ending.kind];
  return ending;
}

async function showStory(
  sightings: AsyncIterable<Sighting>,
  handle: WorkflowHandle,
  terminal: Terminal,
): Promise<Ending> {
  await showLive(sightings, terminal);
  const ending = await endingOf(handle);
  terminal.line(ending.sentence);
  for (const warning of ending.warnings) terminal.line(`warning: ${warning}`);
  return ending;
}

async function printStory(sightings: AsyncIterable<Sighting>, handle: WorkflowHandle): Promise<Ending> {
  const printLine = (line: StreamLine): void => print(JSON.stringify(line));
  for await (const line of story(sightings)) printLine(line);
  const ending = await endingOf(handle);
  printLine(outcomeLine(ending, new Date().toISOString()));
  return ending;
}
