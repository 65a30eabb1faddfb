import { formOf } from '../activities/plan/form.ts';
import { imageIn, readTaskDefinition } from './task-definition.ts';
import { Trouble } from './trouble.ts';

/** What a build knows of the version that it has made, in place of what the deployment file says. */
export interface Build {
  readonly versionId?: string;
  readonly image?: string;
  /** A task definition as JSON, such as a pipeline renders it: its image is the version's, and its tasks are as it says. */
  readonly taskDefinition?: string;
  /** Whose image is meant, where the task definition has more containers than one. */
  readonly container?: string;
  /** Whether others have begun its deployment, to be taken over. */
  readonly adopt?: true;
}

/** A deployment file's content with a build's version in it, in either form. */
export function withBuild(content: unknown, build: Build): unknown {
  if (typeof content !== 'object' || content === null) return content;
  const rendered =
    build.taskDefinition === undefined
      ? content
      : withTaskDefinition(content, build.taskDefinition, build.container);
  const { versionId: id, image } = build;
  if (formOf(content) === 'deployJson')
    return { ...rendered, ...(id && { Sha: id }), ...(image && { ContainerImage: image }) };
  return withVersion(build.adopt ? withAdoption(rendered) : rendered, id, image);
}

const withAdoption = (content: object): object => {
  const { driver } = content as { driver?: object };
  return driver === undefined ? content : { ...content, driver: { ...driver, adopt: true } };
};

const withVersion = (content: object, id: string | undefined, image: string | undefined): object => {
  if (!id && !image) return content;
  const { version } = content as { version?: object };
  return { ...content, version: { ...version, ...(id && { id }), ...(image && { image }) } };
};

/** Only what makes ECS services of its own can take a whole task definition; of anything less than the whole nobody would be told. */
function withTaskDefinition(content: object, file: string, named: string | undefined): object {
  const { provisioner } = content as { provisioner?: { kind?: unknown; container?: unknown } };
  const kind = formOf(content) === 'deployJson' ? 'cloudFormation' : provisioner?.kind;
  if (kind === 'cloudFormation' || kind === 'given') throw new Trouble('badInput', INSTEAD[kind](file));
  const definition = readTaskDefinition(file);
  const container = named ?? (typeof provisioner?.container === 'string' ? provisioner.container : undefined);
  const image = imageIn(file, definition, container);
  const made = { ...provisioner, taskDefinition: definition, ...(container !== undefined && { container }) };
  return withVersion({ ...content, provisioner: made }, undefined, image);
}

const INSTEAD = {
  cloudFormation: (file: string) =>
    `${file} cannot be taken: the template of this deployment file makes the task definition. Give the version's image by --image, and change the rest in the template`,
  given: (file: string) =>
    `${file} cannot be taken: the versions of this deployment file are made by others (provisioner.kind is given)`,
};
