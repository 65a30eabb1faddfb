import type { NewDefinition } from './definition.ts';

/**
 * What speaks against running a task definition that is registered already, each a sentence for a person: it has to be of the service's
 * own family, and of the image that the file names, since that is what a worker's policy has allowed.
 *
 * @param stable ARN of the task definition that stable runs
 */
export function revisionRefusals(
  { spec, definition, container }: NewDefinition,
  stable: string | undefined,
): string[] {
  if (spec.revision === undefined) return [];
  const { family, containerDefinitions = [] } = definition;
  const what = `task definition ${spec.revision.split('/').at(-1)}`;
  const own = familyOf(stable);
  const { image = '' } = containerDefinitions.find(({ name }) => name === container) ?? {};
  return [
    ...(family === own ? [] : [`${what} is not of family ${own}, which stable runs`]),
    ...(repositoryOf(image) === repositoryOf(spec.image)
      ? []
      : [`${what} runs ${image}, of another repository than ${spec.image}`]),
  ];
}

/** `arn:…:task-definition/cart:7` is of family `cart`. */
const familyOf = (arn = ''): string | undefined => arn.split('/').at(-1)?.split(':')[0];

/** An image's name without its tag and digest. */
const repositoryOf = (image: string): string | undefined => image.split('@')[0]?.replace(/:[^/:]*$/, '');
