import { formOf } from '../activities/plan/form.ts';
import { readBounded } from './bounded-file.ts';
import { Trouble } from './trouble.ts';

/** More than ECS takes of a task definition, which is 64 KiB. */
const MAX_DEFINITION_BYTES = 256 * 1024;

/** What a build knows of the version that it has made, in place of what the deployment file says. */
export interface Build {
  readonly versionId?: string;
  readonly image?: string;
  /** A task definition as JSON, which names the image; such as a pipeline renders it. */
  readonly taskDefinition?: string;
  /** Whose image is meant, where the task definition has more containers than one. */
  readonly container?: string;
}

/** A deployment file's content with a build's version in it, in either form. */
export function withBuild(content: unknown, build: Build): unknown {
  if (typeof content !== 'object' || content === null) return content;
  const image =
    build.taskDefinition === undefined ? build.image : imageIn(build.taskDefinition, build.container);
  const { versionId: id } = build;
  if (formOf(content) === 'deployJson')
    return { ...content, ...(id && { Sha: id }), ...(image && { ContainerImage: image }) };
  if (!id && !image) return content;
  const { version } = content as { version?: object };
  return { ...content, version: { ...version, ...(id && { id }), ...(image && { image }) } };
}

function imageIn(file: string, container: string | undefined): string {
  const containers = containersIn(file);
  const found = container === undefined ? containers : containers.filter(({ name }) => name === container);
  const [only] = found;
  if (found.length === 1 && only?.image !== undefined) return only.image;
  const names = containers.map(({ name }) => name).join(', ');
  throw new Trouble(
    'badInput',
    container === undefined
      ? `${file} has ${containers.length} containers (${names}): say which by --container`
      : `${file} has no container ${container}, only ${names}`,
  );
}

function containersIn(file: string): { readonly name?: string; readonly image?: string }[] {
  try {
    const definition = JSON.parse(readBounded(file, MAX_DEFINITION_BYTES).toString()) as {
      containerDefinitions?: [];
    } | null;
    return definition?.containerDefinitions ?? [];
  } catch (error) {
    throw new Trouble('badInput', `${file} is no task definition: ${(error as Error).message}`);
  }
}
