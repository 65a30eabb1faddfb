import { awsName } from './names.ts';
import { environmentVariables } from './secrets.ts';

/** What a version's container has otherwise than the serving one's, in every way to make a version of an ECS service. */
export const containerFields = {
  container: awsName(
    'which container gets the image, and all that run the same one with it; the one behind the load balancer unless given',
  ).optional(),
  environment: environmentVariables(
    'environment variables in addition to those of the serving version',
  ).default({}),
};
