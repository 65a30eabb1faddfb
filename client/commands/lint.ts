import type { Command } from 'commander';
import type { Build } from '../build.ts';
import { BadDeploymentFile, readDeploymentFile, type DeploymentFile } from '../deployment-files.ts';
import { ok, unknown, wrong, type Finding } from '../../activities/preflight/finding.ts';
import { fieldNames } from '../../activities/plan/field-names.ts';
import { isTrouble } from '../trouble.ts';
import { EXIT } from './exit-codes.ts';
import { countsDoubt } from '../lint/counts-doubt.ts';
import { findingsText } from '../lint/findings-text.ts';
import { liveFindings } from '../lint/live-findings.ts';
import { policyFindings } from '../lint/policy-findings.ts';
import { askOthers } from '../rollouts/others.ts';
import { askRunning } from '../rollouts/running.ts';
import { stepsText, timingText } from '../plan/timing-text.ts';
import { buildOptions } from './build-options.ts';
import { outputOption } from './options.ts';
import { print } from '../render/print.ts';

interface Options extends Build {
  readonly file: string;
  readonly live?: true;
  readonly role?: string;
  readonly policy?: string;
  readonly output: 'text' | 'json';
}

export function lint(command: Command): void {
  buildOptions(command.requiredOption('-f, --file <file>', 'deployment file'))
    .option(
      '--live',
      'also check AWS and Temporal: traffic, stable version, image, template, metrics, quotas, running rollouts; changes nothing',
    )
    .option('--role <arn>', "with --live: ask IAM whether this role, the worker's, may make the calls")
    .option('--policy <file>', "check the file against a worker's policy")
    .addOption(outputOption())
    .addHelpText(
      'after',
      `
The exit code is 2 if something is wrong; what could not be determined is "unknown" and does not count.

Examples:
  serin lint -f rollout.yaml
  serin lint -f rollout.yaml --live --role arn:aws:iam::123456789012:role/serin-worker
  serin lint -f rollout.yaml --policy policy.yaml
  serin lint -f deploy.json --output json | jq '.[] | select(.outcome == "wrong")'
`,
    )
    .action(async (options: Options) => {
      const findings = await findingsOf(options);
      print(options.output === 'json' ? JSON.stringify(findings, null, 2) : findingsText(findings));
      if (findings.some(({ outcome }) => outcome === 'wrong')) process.exitCode = EXIT.badInput;
    });
}

async function findingsOf({ file, live: isLive, role, policy, ...build }: Options): Promise<Finding[]> {
  const read = readOrFindings(file, build);
  if ('findings' in read) return read.findings;
  const { environment, service, version, steps } = read.plan;
  const fine = ok('(file)', `${environment}/${service}: ${version.id} ${stepsText(steps)}`);
  const timing = timingText(read.plan).map((text) => ok('(timing)', text));
  const doubt = countsDoubt(read.plan);
  const allowed = policy === undefined ? [] : await policyFindings(policy, read.plan);
  if (isLive !== true)
    return [fine, ...timing, ...allowed, ...(doubt ? [unknown(fieldNames(read.plan).metrics, doubt)] : [])];
  // Only this command and plan need AWS's clients, which take a moment to load.
  const { liveWorld } = await import('../../worker/live-world.ts');
  const running = askRunning(environment, service);
  const live = await liveFindings(read.plan, liveWorld(), role, Date.now() / 1000, running, askOthers);
  return [fine, ...timing, ...allowed, ...live];
}

function readOrFindings(file: string, build: Build): DeploymentFile | { findings: Finding[] } {
  try {
    return readDeploymentFile(file, build);
  } catch (error) {
    if (error instanceof BadDeploymentFile)
      return { findings: error.problems.map((problem) => ({ ...problem, outcome: 'wrong' })) };
    if (isTrouble(error, 'badInput')) return { findings: [wrong('(file)', error.message)] };
    throw error;
  }
}
