import { buildImage } from '../images/registry.ts';

const ACCOUNT = '123456789012';

/** Of the local cloud that is to run an image. */
export interface PackSettings {
  readonly stateFolder: string;
  readonly region?: string;
}

/**
 * Packs a source folder as a build does, under the tag `<time>.<sha>`; answers that and the image's name. Throws ImageRefused where the
 * source cannot become an image.
 */
export function packImage(
  source: string,
  repository: string,
  sha: string,
  { stateFolder, region = 'us-west-2' }: PackSettings,
): { readonly image: string; readonly tag: string } {
  const tag = `${timeOf(new Date())}.${sha}`;
  buildImage(source, repository, tag, stateFolder);
  return { image: `${ACCOUNT}.dkr.ecr.${region}.amazonaws.com/${repository}:${tag}`, tag };
}

/** `2026-03-01_12.30.00`, in UTC. */
const timeOf = (date: Date): string => date.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '.');
