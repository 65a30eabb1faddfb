import { readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';
import { parse as parseYaml } from 'yaml';
import { describeProblems, type Problem } from '../workflows/rollout/deployment-file/problem.ts';
import { settlePlan } from '../workflows/rollout/deployment-file/settle.ts';
import type { RolloutPlan } from '../workflows/rollout/plan.ts';
import { withBuild, type Build } from './build.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';

/** More than any deployment file with the largest template that CloudFormation takes. */
const MAX_FILE_BYTES = 256 * 1024;

/** A deployment file that is right: what to send to the workflow, and the plan it stands for. */
export interface DeploymentFile {
  readonly content: unknown;
  readonly plan: RolloutPlan;
}

/** A deployment file that is not right, with every problem of it. */
export class BadDeploymentFile extends CommandFailure {
  readonly problems: readonly Problem[];

  constructor(path: string, ...problems: readonly Problem[]) {
    super(EXIT.badInput, `${path} is not right:\n${describeProblems(problems)}`);
    this.problems = problems;
  }
}

/**
 * Reads and settles a deployment file; a template named by its path is put in, and so is what a build says of the
 * version. Refuses with every problem at once.
 */
export function readDeploymentFile(path: string, build: Build = {}): DeploymentFile {
  const content = withBuild(withTemplate(parse(path, read(path)), path), build);
  const settled = settlePlan(content);
  if (!settled.ok) throw new BadDeploymentFile(path, ...settled.problems);
  return { content, plan: settled.value };
}

function read(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MAX_FILE_BYTES)
      throw new CommandFailure(EXIT.badInput, `${path} has ${size} bytes, more than ${MAX_FILE_BYTES}`);
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
    throw new CommandFailure(EXIT.badInput, `${path} cannot be read: ${(error as Error).message}`);
  }
}

function parse(path: string, text: string): unknown {
  const isJson = path.endsWith('.json');
  try {
    return isJson ? JSON.parse(text) : parseYaml(text);
  } catch (error) {
    throw new CommandFailure(
      EXIT.badInput,
      `${path} is not ${isJson ? 'JSON' : 'YAML'}: ${(error as Error).message}`,
    );
  }
}

/** Puts in a template that is named by its path, as base64, in either form of deployment file. */
function withTemplate(content: unknown, path: string): unknown {
  const inline = (fields: unknown, field: string): unknown => {
    const template = isRecord(fields) && fields[field];
    return isRecord(fields) && isFileName(template)
      ? { ...fields, [field]: readFileSync(beside(path, template)).toString('base64') }
      : fields;
  };
  return isRecord(content) && 'provisioner' in content
    ? { ...content, provisioner: inline(content['provisioner'], 'template') }
    : inline(content, 'CanaryTemplate');
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Base64 has no dot, so a template with one is the name of a file beside the deployment file. */
const isFileName = (template: unknown): template is string =>
  typeof template === 'string' && /^[^\n]*\.(ya?ml|json|template)$/.test(template);

/** The path of a file in the deployment file's folder or below it; what leads elsewhere is refused. */
function beside(path: string, name: string): string {
  const folder = realpathSync(dirname(resolve(path)));
  try {
    const found = realpathSync(resolve(folder, name));
    if (found.startsWith(folder + sep)) return found;
  } catch {
    throw new BadDeploymentFile(path, {
      path: 'template',
      message: `there is no file ${name} beside ${basename(path)}`,
    });
  }
  throw new BadDeploymentFile(path, {
    path: 'template',
    message: `${name} leads out of the folder of ${basename(path)}`,
  });
}
