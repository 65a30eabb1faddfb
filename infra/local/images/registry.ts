import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { digestOf } from './digest.ts';
import { byTag, noteDigest } from './digests.ts';
import { findNameProblems, parseImageName, type ImageName } from './image-name.ts';
import { packagesOf } from './packages.ts';
import { findSourceProblems, listFiles, readImageConfig, type ImageConfig } from './source.ts';

export interface Image extends ImageName, ImageConfig {
  readonly folder: string;
  readonly digest: string;
}

/** A source folder that cannot become an image, with every reason. */
export class ImageRefused extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ImageRefused';
    this.problems = problems;
  }
}

/**
 * Packs a folder, and the packages that its program needs, into the registry under `stateFolder`, all of it or
 * nothing. Tags are immutable: building the same content again changes nothing, other content under a tag that exists
 * is refused with ImageRefused.
 */
export function buildImage(
  sourceFolder: string,
  repository: string,
  tag: string,
  stateFolder: string,
): Image {
  const problems = [...findNameProblems({ repository, tag }), ...findSourceProblems(sourceFolder)];
  if (problems.length > 0) throw new ImageRefused(problems);

  const images = join(stateFolder, 'images');
  mkdirSync(images, { recursive: true });
  const draft = mkdtempSync(join(images, '.draft-'));
  try {
    for (const path of listFiles(sourceFolder)) {
      mkdirSync(dirname(join(draft, path)), { recursive: true });
      cpSync(join(sourceFolder, path), join(draft, path), { dereference: true, recursive: true });
    }
    for (const { name, folder } of packagesOf(sourceFolder))
      cpSync(folder, join(draft, 'node_modules', name), { recursive: true });
    return publish(draft, { repository, tag }, stateFolder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The image that `registry/path/repository:tag`, or `@digest` in place of the tag, names, if it has been built. */
export function findImage(name: string, stateFolder: string): Image | undefined {
  const image = parseImageName(byTag(name, stateFolder));
  if (findNameProblems(image).length > 0) return undefined;
  const folder = folderOf(image, stateFolder);
  if (!existsSync(folder)) return undefined;
  return { ...image, ...readImageConfig(folder), folder, digest: digestOf(folder) };
}

/** All images, by repository and tag. */
export function listImages(stateFolder: string): ImageName[] {
  const images = join(stateFolder, 'images');
  if (!existsSync(images)) return [];
  return readdirSync(images)
    .filter((repository) => !repository.startsWith('.'))
    .flatMap((repository) => readdirSync(join(images, repository)).map((tag) => ({ repository, tag })))
    .sort((a, b) => a.repository.localeCompare(b.repository) || a.tag.localeCompare(b.tag));
}

function publish(draft: string, image: ImageName, stateFolder: string): Image {
  const folder = folderOf(image, stateFolder);
  const digest = digestOf(draft);
  mkdirSync(dirname(folder), { recursive: true });
  try {
    // Fails when the tag exists, also when another build made it this very moment.
    renameSync(draft, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    if (digestOf(folder) !== digest)
      throw new ImageRefused([
        `tag: «${image.repository}:${image.tag}» exists with other content; take a new tag`,
      ]);
  }
  noteDigest(image, digest, stateFolder);
  return { ...image, ...readImageConfig(folder), folder, digest };
}

function folderOf({ repository, tag }: ImageName, stateFolder: string): string {
  return join(stateFolder, 'images', repository, tag);
}
