import { orFailWithoutAws } from './aws-trouble.ts';
import { readDeploymentFile, type DeploymentFile } from './deployment-files.ts';
import { Trouble } from './trouble.ts';

/** The deployment file of what others have begun, and that deployment's ARN. */
export interface AdoptedFile extends DeploymentFile {
  readonly deployment: string;
}

/** Stands in for the version of the file until it is known which one is deployed. */
const ANY = { versionId: 'any', image: 'any' };

/**
 * Reads a deployment file for the deployment of its service that others have begun: that one's version and image are the file's.
 *
 * @throws Trouble `refused` where none is under way
 */
export async function readAdoptedFile(path: string): Promise<AdoptedFile> {
  const { driver } = readDeploymentFile(path, { ...ANY, adopt: true }).plan;
  if (driver.kind !== 'ecsNative')
    throw new Trouble(
      'badInput',
      `${path} has not the driver ecsNative: no deployment of ECS can be taken over`,
    );
  const { deploymentOfOthers } = await import('../worker/discovery.ts');
  const found = await deploymentOfOthers(driver).catch(orFailWithoutAws);
  if (found === undefined)
    throw new Trouble(
      'refused',
      `no deployment of ECS service ${driver.service} is under way that others began`,
    );
  const { arn: deployment, version: versionId, image } = found;
  return { ...readDeploymentFile(path, { versionId, image, adopt: true }), deployment };
}
