import { ApplicationFailure } from '@temporalio/common';

/** What AWS says, each service in its own words, where there is something of the name already. */
const TAKEN: Readonly<Record<string, RegExp>> = {
  AlreadyExistsException: /^/, // CloudFormation
  ConflictException: /^/, // App Mesh
  InvalidParameterException: /not idempotent/, // ECS
};

/**
 * Makes something that has a name of its own. Where the name is taken, a first reply was lost and the call repeated, or somebody else was
 * faster: what is there is looked at once more. Fails as `NotYet`, to be tried again, where that is nothing.
 *
 * @param find what is there, where it is what was to be made; fails where it is somebody else's, or something else
 */
export async function madeOrFound<Made>(
  name: string,
  make: () => Promise<Made>,
  find: () => Promise<Made | undefined>,
): Promise<Made> {
  try {
    return await make();
  } catch (error) {
    if (!isTaken(error)) throw error;
  }
  const found = await find();
  if (found !== undefined) return found;
  const message = `${name} is there already, but cannot be seen yet`;
  throw ApplicationFailure.create({ type: 'NotYet', message, category: 'BENIGN' });
}

const isTaken = (error: unknown): boolean =>
  error instanceof Error && TAKEN[error.name]?.test(error.message) === true;
