import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { startPart } from '../up/part.ts';
import { awsPart } from '../up/parts.ts';
import { checkTemplates, type Finding } from './check.ts';
import { findTemplates } from './templates.ts';

const help = `Usage: npm run stacks:check FOLDER...

Creates a stack of every CloudFormation template below the folders on a local AWS of its own, those first that
others import from, deletes it again, and prints a table: accepted or refused, and why. Parameters without a
default get values that are made up. Code of functions, images and repositories is not fetched, nothing is run.
Exit code 0: all were accepted; 1: some were refused; 2: there is nothing to check.
`;

const { values, positionals } = parseArgs({
  options: { help: { type: 'boolean', short: 'h', default: false } },
  allowPositionals: true,
});
if (values.help || positionals.length === 0) {
  (values.help ? process.stdout : process.stderr).write(help);
  process.exit(values.help ? 0 : 2);
}
const templates = positionals.flatMap((folder) => findTemplates(folder));
if (templates.length === 0) {
  console.error(`there is no CloudFormation template below ${positionals.join(' or ')}`);
  process.exit(2);
}

const state = mkdtempSync(join(tmpdir(), 'serin-stacks-'));
const aws = await startPart(awsPart(join(state, 'aws.log'), state));
try {
  const findings = await check(`http://127.0.0.1:${aws.addresses['port']}`);
  const width = Math.max(...findings.map(({ path }) => path.length));
  for (const each of findings) console.log(lineOf(each, width));
  const refused = findings.filter(({ outcome }) => outcome === 'refused').length;
  console.log(`${findings.length - refused} accepted, ${refused} refused`);
  process.exitCode = refused === 0 ? 0 : 1;
} finally {
  await aws.stop();
  rmSync(state, { recursive: true });
}

async function check(endpoint: string): Promise<Finding[]> {
  await fetch(`${endpoint}/moto-api/lab/knobs`, { method: 'POST', body: '{"agent": "simulated"}' });
  const credentials = { accessKeyId: 'check', secretAccessKey: 'check' };
  const settings = { endpoint, region: 'us-west-2', credentials, maxAttempts: 1 };
  // For templates that want to be told one.
  const { taskDefinition } = await new ECSClient(settings).send(
    new RegisterTaskDefinitionCommand({
      family: 'check',
      containerDefinitions: [{ name: 'app', image: 'check', portMappings: [{ containerPort: 80 }] }],
    }),
  );
  return checkTemplates(new CloudFormationClient(settings), templates, taskDefinition!.taskDefinitionArn!);
}

function lineOf({ path, outcome, reason }: Finding, width: number): string {
  return `${path.padEnd(width)}  ${outcome}${reason && `: ${reason}`}`;
}
