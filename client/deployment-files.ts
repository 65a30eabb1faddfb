import { realpathSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { parsedJson, parsedYaml, UnreadableText, type ParsedText } from '../activities/plan/parsed-text.ts';
import { describeProblems, type Problem } from '../activities/plan/problem.ts';
import { settlePlan } from '../activities/plan/settle.ts';
import { MAX_TEMPLATE_BYTES } from '../activities/plan/template.ts';
import type { RolloutPlan } from '../workflows/rollout/plan.ts';
import { readBounded, UnfitFile } from './bounded-file.ts';
import { withBuild, type Build } from './build.ts';
import { definitionIn, MAX_DEFINITION_BYTES } from './task-definition.ts';
import { Trouble } from './trouble.ts';

/** More than any deployment file with the largest template that CloudFormation takes. */
const MAX_FILE_BYTES = 256 * 1024;

/** A deployment file that is right: what to send to the workflow, and the plan it stands for. */
export interface DeploymentFile {
  readonly content: unknown;
  readonly plan: RolloutPlan;
}

/** A deployment file that is not right, with every problem of it. */
export class BadDeploymentFile extends Trouble {
  readonly problems: readonly Problem[];

  constructor(path: string, ...problems: readonly Problem[]) {
    super('badInput', `${path} is not right:\n${describeProblems(problems)}`);
    this.problems = problems;
  }
}

/**
 * Reads and settles a deployment file; a template named by its path is put in, and so is what a build says of the
 * version. Refuses with every problem at once.
 */
export const readDeploymentFile = (path: string, build: Build = {}): DeploymentFile =>
  settledOf(path, read(path), (content) => withBuild(withFilesBeside(content, path), build));

/**
 * Settles the text of a deployment file that is called so; no file beside it is read.
 *
 * @throws BadDeploymentFile with every problem at once, Trouble `badInput` for what is no JSON or YAML
 */
export const readDeploymentText = (name: string, text: string, build: Build = {}): DeploymentFile =>
  settledOf(name, text, (content) => withBuild(content, build));

function settledOf(path: string, text: string, complete: (content: unknown) => unknown): DeploymentFile {
  const { content: given, slips, placeOf } = parse(path, text);
  if (slips.length > 0) throw new BadDeploymentFile(path, ...slips);
  const content = complete(given);
  const settled = settlePlan(content);
  if (!settled.ok)
    throw new BadDeploymentFile(
      path,
      ...settled.problems.map((each) => ({ ...each, ...placeOf(each.path) })),
    );
  return { content, plan: settled.value };
}

function read(path: string): string {
  try {
    return readBounded(path, MAX_FILE_BYTES).toString();
  } catch (error) {
    throw error instanceof UnfitFile ? new Trouble('badInput', error.message) : error;
  }
}

function parse(path: string, text: string): ParsedText {
  const isJson = path.endsWith('.json');
  try {
    return isJson ? parsedJson(text) : parsedYaml(text);
  } catch (error) {
    if (!(error instanceof UnreadableText)) throw error;
    throw new Trouble('badInput', `${path} is not ${isJson ? 'JSON' : 'YAML'}: ${error.message}`);
  }
}

/** Puts in what is named by its path: a template, as base64, in either form of deployment file, and a task definition. */
function withFilesBeside(content: unknown, path: string): unknown {
  if (!isRecord(content) || !('provisioner' in content)) return withTemplate(content, path, 'CanaryTemplate');
  const provisioner = withTemplate(content['provisioner'], path, 'template', 'provisioner.template');
  return { ...content, provisioner: withTaskDefinition(provisioner, path) };
}

function withTemplate(fields: unknown, path: string, field: string, where = field): unknown {
  const template = isRecord(fields) && fields[field];
  return isRecord(fields) && isFileName(template)
    ? { ...fields, [field]: readBeside(path, template, where, MAX_TEMPLATE_BYTES).toString('base64') }
    : fields;
}

function withTaskDefinition(fields: unknown, path: string): unknown {
  const name = isRecord(fields) && fields['taskDefinition'];
  if (!isRecord(fields) || !isFileName(name)) return fields;
  const text = readBeside(path, name, 'provisioner.taskDefinition', MAX_DEFINITION_BYTES).toString();
  return { ...fields, taskDefinition: definitionIn(name, text) };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Base64 has no dot, so a template with one is the name of a file beside the deployment file. */
const isFileName = (text: unknown): text is string =>
  typeof text === 'string' && /^[^\n]*\.(ya?ml|json|template)$/.test(text);

function readBeside(path: string, name: string, where: string, maxBytes: number): Buffer {
  try {
    return readBounded(beside(path, name), maxBytes);
  } catch (error) {
    if (!(error instanceof UnfitFile)) throw error;
    throw new BadDeploymentFile(path, { path: where, message: error.message });
  }
}

/** The path of a file in the deployment file's folder or below it; what leads elsewhere, by links too, is refused. */
function beside(path: string, name: string): string {
  const folder = realpathSync(dirname(resolve(path)));
  const found = realPath(resolve(folder, name));
  if (found === undefined) throw new UnfitFile(`there is no file ${name} beside ${basename(path)}`);
  if (relative(folder, found).split(sep)[0] === '..')
    throw new UnfitFile(`${name} leads out of the folder of ${basename(path)}`);
  return found;
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
