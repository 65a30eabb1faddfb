import { awsName } from './names.ts';
import { environmentVariables } from './secrets.ts';

/** What a version's container has otherwise than the serving one's, in every way to make a version of an ECS service. */
export const containerFields = {
  container: awsName(
    'the container that gets the image, as do all others with the same image; default: the one behind the load balancer',
  ).optional(),
  environment: environmentVariables('environment variables to add to those of the serving version').default(
    {},
  ),
};
