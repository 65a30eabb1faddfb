import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ImageName } from './image-name.ts';

const folderFor = (repository: string, stateFolder: string): string =>
  join(stateFolder, 'images', '.digests', repository);

/** Writes down which digest a tag stands for; what plays ECR reads it. */
export function noteDigest({ repository, tag }: ImageName, digest: string, stateFolder: string): void {
  const folder = folderFor(repository, stateFolder);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, tag), digest);
}

/** `registry/path/cart@sha256:…` by one of its tags, as `cart:v2`; any other name, and an unknown digest, as it is. */
export function byTag(name: string, stateFolder: string): string {
  const [, repository = '', digest] = /([^/:@]+)(?::[^/@]+)?@(sha256:[0-9a-f]{64})$/.exec(name) ?? [];
  const folder = folderFor(repository, stateFolder);
  if (digest === undefined || !existsSync(folder)) return name;
  const tag = readdirSync(folder).find((each) => readFileSync(join(folder, each), 'utf8') === digest);
  return tag === undefined ? name : `${repository}:${tag}`;
}
