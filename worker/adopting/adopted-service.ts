import { readFileSync } from 'node:fs';
import type { BegunDeployment } from '../../activities/drivers/ecs-native/adopt.ts';
import { parsedYaml } from '../../activities/plan/parsed-text.ts';
import { describeProblems } from '../../activities/plan/problem.ts';
import { settlePlan } from '../../activities/plan/settle.ts';
import type { EcsNativeSpec } from '../../workflows/rollout/ecs-native-spec.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';

/** A service whose deployments a worker takes over by itself. */
export interface AdoptedService {
  readonly owner: Owner;
  readonly spec: EcsNativeSpec;
  /** The content of its deployment file for a deployment. */
  readonly contentFor: (deployment: BegunDeployment) => object;
}

/**
 * Reads the deployment file of a service whose deployments are taken over. It needs no version.
 *
 * @throws `InvalidSettings` with all that is wrong with it
 */
export function readAdoptedService(file: string): AdoptedService {
  const given = contentOf(file);
  const contentFor = (id: string, image: string) => ({
    ...given,
    version: { id, image },
    driver: { ...(given as { driver?: object }).driver, adopt: true },
  });
  const settled = settlePlan(contentFor('any', 'any'));
  if (!settled.ok) throw invalid(`${file} is not right:\n${describeProblems(settled.problems)}`);
  const { environment, service, driver } = settled.value;
  if (driver.kind !== 'ecsNative')
    throw invalid(`${file} has not the driver ecsNative: no deployment of ECS can be taken over`);
  return {
    owner: { environment, service },
    spec: driver,
    contentFor: ({ version, image }) => contentFor(version, image),
  };
}

function contentOf(file: string): object {
  try {
    const { content, slips } = parsedYaml(readFileSync(file, 'utf8'));
    if (slips.length === 0 && typeof content === 'object' && content !== null) return content;
    throw new Error(slips.map(({ path, message }) => `${path} ${message}`).join('; ') || 'it has no fields');
  } catch (error) {
    throw invalid(`the deployment file ${file} cannot be read: ${(error as Error).message}`);
  }
}

const invalid = (message: string) => Object.assign(new Error(message), { name: 'InvalidSettings' });
