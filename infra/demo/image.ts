import { buildImage } from '../local/images/registry.ts';

/** Packs a source folder as a build does, under `<time>.<sha>`. Answers the image's name. */
export function packImage(source: string, repository: string, sha: string, stateFolder: string): string {
  const tag = `${new Date().toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '.')}.${sha}`;
  buildImage(source, repository, tag, stateFolder);
  return `123456789012.dkr.ecr.us-west-2.amazonaws.com/${repository}:${tag}`;
}
