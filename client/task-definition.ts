import { readBounded, UnfitFile } from './bounded-file.ts';
import { Trouble } from './trouble.ts';

/** More than ECS takes of a task definition, which is 64 KiB. */
export const MAX_DEFINITION_BYTES = 256 * 1024;

/** As much of a task definition as a build looks at; its content is checked with the deployment file's. */
export interface TaskDefinition {
  readonly containerDefinitions?: readonly Container[];
}

interface Container {
  readonly name?: string;
  readonly image?: string;
}

/** The task definition that a file has as JSON. */
export function readTaskDefinition(file: string): TaskDefinition {
  try {
    return definitionIn(file, readBounded(file, MAX_DEFINITION_BYTES).toString());
  } catch (error) {
    if (!(error instanceof UnfitFile)) throw error;
    throw new Trouble('badInput', `${file} is not a task definition: ${error.message}`);
  }
}

/** The task definition in a text of JSON. */
export function definitionIn(file: string, text: string): TaskDefinition {
  try {
    return JSON.parse(text) as TaskDefinition;
  } catch (error) {
    throw new Trouble('badInput', `${file} is not a task definition: ${(error as Error).message}`);
  }
}

/** The image of a task definition's only container, or of the one that is meant. */
export function imageIn(
  file: string,
  definition: TaskDefinition,
  container: string | undefined,
): string | undefined {
  const containers = definition?.containerDefinitions;
  if (!Array.isArray(containers))
    throw new Trouble('badInput', `${file} is not a task definition: it has no containerDefinitions`);
  const all = containers as readonly Container[];
  const found = container === undefined ? all : all.filter((each) => each?.name === container);
  const [only] = found;
  if (found.length === 1 && only !== undefined) return only.image;
  const names = all.map((each) => each?.name).join(', ');
  throw new Trouble(
    'badInput',
    container === undefined
      ? `${file} has ${all.length} containers (${names}): say which by --container`
      : `${file} has no container ${container}, only ${names}`,
  );
}
