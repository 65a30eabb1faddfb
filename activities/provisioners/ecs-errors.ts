import { ApplicationFailure } from '@temporalio/common';

/** What ECS answers to a wish that it will not grant however often it is repeated. */
const REFUSALS = ['InvalidParameterException', 'ClientException', 'PlatformUnknownException'];

/** Tries a call; what ECS refuses for good fails as `VersionFailed`, in ECS's words. */
export async function orRefused<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof Error) || !REFUSALS.includes(error.name)) throw error;
    throw ApplicationFailure.create({ type: 'VersionFailed', message: `ECS refuses it: ${error.message}` });
  }
}
