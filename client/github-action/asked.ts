import { readDeploymentFile, type DeploymentFile } from '../deployment-files.ts';
import { Trouble } from '../trouble.ts';
import { jobOf, type Job } from './github.ts';
import type { Marks } from './rollout-marks.ts';
import { input } from './runner.ts';

const OPTIONS = {
  file: '--file',
  image: '--image',
  'task-definition': '--task-definition',
  container: '--container',
  version: '--version-id',
} as const;

/** The options of the command that say which version of what is meant. */
export const buildArguments = (): string[] =>
  Object.entries(OPTIONS).flatMap(([name, option]) => {
    const value = input(name);
    return value === undefined ? [] : [option, value];
  });

/** Which rollout the action was asked for. */
export interface Asked {
  /** Such as `shop/cart`. */
  readonly rollout: string;
  readonly version: string;
}

/** Undefined where the file is not right, of which the command itself tells more. */
export function asked(): Asked | undefined {
  const plan = planOf(input('file') ?? '');
  return plan && { rollout: `${plan.environment}/${plan.service}`, version: plan.version.id };
}

function planOf(file: string): DeploymentFile['plan'] | undefined {
  const [image, taskDefinition, container] = [input('image'), input('task-definition'), input('container')];
  const versionId = input('version');
  try {
    return readDeploymentFile(file, {
      ...(image !== undefined && { image }),
      ...(taskDefinition !== undefined && { taskDefinition }),
      ...(container !== undefined && { container }),
      ...(versionId !== undefined && { versionId }),
    }).plan;
  } catch (error) {
    if (error instanceof Trouble) return undefined;
    throw error;
  }
}

export const jobHere = (): Job | undefined => jobOf(process.env, input('github-token'));

export const marksAsked = (): Marks => ({
  environment: input('github-environment'),
  onCommit: input('commit-status') === 'true',
});
