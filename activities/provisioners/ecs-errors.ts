import { ApplicationFailure } from '@temporalio/common';

/** What ECS answers to a wish that it will not grant however often it is repeated. */
const REFUSALS = ['InvalidParameterException', 'ClientException', 'PlatformUnknownException'];

/**
 * What it answers by the same names while something has not become true everywhere, or is being changed by others, or where a first
 * reply was lost. Of these a repetition has helped: https://github.com/hashicorp/terraform-provider-aws/issues/9777, 11417, 38538
 */
const PASSING =
  /too many concurrent attempts|still draining|unable to assume|does not have an associated load balancer|not idempotent/i;

/** Whether ECS would answer the same to a repetition. */
const isFinal = (error: unknown): error is Error =>
  error instanceof Error && REFUSALS.includes(error.name) && !PASSING.test(error.message);

/** Tries a call; what ECS refuses for good fails as `VersionFailed`, in ECS's words. */
export async function orLastingRefusal<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!isFinal(error)) throw error;
    throw ApplicationFailure.create({ type: 'VersionFailed', message: `ECS refuses it: ${error.message}` });
  }
}
