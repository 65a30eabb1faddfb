import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { recordName } from '../../workflows/rollout/names.ts';
import type { Cloud } from '../local/up/cloud.ts';
import { clientOf } from './aws-client.ts';

/** The image that Parameter Store says serves; undefined before the first promotion. */
export async function recordedImage(cloud: Cloud, service: string): Promise<string | undefined> {
  const Name = recordName(cloud.endpoints.environment, service);
  try {
    const { Parameter } = await new SSMClient(clientOf(cloud)).send(new GetParameterCommand({ Name }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}
