import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { relative } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { ImageRefused } from '../../../infra/local/images/registry.ts';
import { build, readSource, type Build, type Source } from '../../../infra/local/push/build.ts';
import { SourceRefused } from '../../../infra/local/push/specfiles.ts';
import { Trouble } from '../../trouble.ts';
import { EXIT } from '../exit-codes.ts';
import { runningCloud, stateOption } from './running-cloud.ts';

interface Options {
  readonly state: string;
  readonly watch?: true;
  readonly faster: number;
}

/** This very command, from its sources or built. */
const SERIN = process.argv[1]!;

/** A service's pipeline, from its source folder to the start of a rollout. */
export function push(command: Command): void {
  command
    .argument(
      '<service>',
      'source folder of the service, with image.json and specfiles/{build.yml,canary-helper.yaml,deploy.json}',
    )
    .option('-w, --watch', 'follow the rollout to its end; the exit code tells how it ended')
    .option('--faster <n>', 'divide the waits in deploy.json by this number', atLeastOne, 1)
    .addOption(stateOption())
    .addHelpText(
      'after',
      `
Stages:
  Source  takes the folder as it is; the start of a hash of its content stands in for the commit
  Build   packs the image as <time>.<commit> and adds Sha, ContainerImage and CanaryTemplate to deploy.json
  Deploy  starts a rollout with that file: serin start -f deploy.json

Examples:
  serin local push infra/samples/yelb/yelb-appserver --watch
  serin local push infra/samples/yelb/yelb-appserver --watch --faster 20    # seconds instead of minutes
`,
    )
    .action(async (folder: string, options: Options) => {
      process.exitCode = await runPipeline(folder, options);
    });
}

async function runPipeline(folder: string, { state: stateFolder, watch, faster }: Options): Promise<number> {
  const { endpoints, env } = await runningCloud(stateFolder);

  const source = refusing(() => readSource(folder));
  say('Source', `${relative('.', source.folder)} is ${source.service} ${source.sha}`);
  const built = refusing(() => build(source, { ...endpoints, timesAsFast: faster }));
  say('Build', built.image);
  say('Deploy', `serin start -f ${relative('.', built.file)}${watch ? ' --watch' : ''}`);
  const exitCode = await deploy(built, env, watch ?? false);
  if (watch) say(exitCode === EXIT.done ? 'Succeeded' : 'Failed', summaryOf(source, exitCode));
  return exitCode;
}

/** Runs the body; what it refuses is the person's to mend. */
function refusing<Answer>(body: () => Answer): Answer {
  try {
    return body();
  } catch (error) {
    if (error instanceof SourceRefused || error instanceof ImageRefused)
      throw new Trouble('badInput', error.message);
    throw error;
  }
}

async function deploy(
  { file }: Build,
  env: Readonly<Record<string, string>>,
  watch: boolean,
): Promise<number> {
  const args = ['start', '-f', file, ...(watch ? ['--watch'] : [])];
  const child = spawn(process.execPath, [SERIN, ...args], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  return code ?? EXIT.error;
}

function say(stage: string, what: string): void {
  console.log(`${stage.padEnd(10)}${what}`);
}

const ENDINGS: Readonly<Record<number, string>> = {
  [EXIT.done]: 'serves',
  [EXIT.rolledBack]: 'was rolled back',
  [EXIT.aborted]: 'was aborted',
  [EXIT.refused]: 'was refused',
};

const summaryOf = ({ service, sha }: Source, exitCode: number): string =>
  `${service} ${sha} ${ENDINGS[exitCode] ?? 'did not get through'} (exit code ${exitCode})`;

function atLeastOne(text: string): number {
  const number = Number(text);
  if (!(number >= 1)) throw new InvalidArgumentError('It must be a number, 1 or more.');
  return number;
}
