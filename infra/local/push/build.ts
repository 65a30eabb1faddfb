import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digestOf } from '../images/digest.ts';
import { packImage } from './pack-image.ts';
import { atPace } from './pace.ts';
import { readSpecfiles } from './specfiles.ts';

/** A service's source, as the pipeline's first stage finds it. */
export interface Source {
  readonly folder: string;
  readonly service: string;
  /** Stands for the commit: the first eight hexadecimal digits of the content's SHA-256. */
  readonly sha: string;
}

/** What the build stage leaves behind: an image, and the deployment file that names it. */
export interface Build {
  readonly image: string;
  readonly file: string;
}

export interface BuildSettings {
  /** Of the local cloud that is to run the image. */
  readonly stateFolder: string;
  readonly region: string;
  readonly timesAsFast: number;
}

/** Looks at a source; throws SourceRefused with all that keeps it from being built. */
export function readSource(folder: string): Source {
  const { deployJson } = readSpecfiles(folder);
  const [, digest = ''] = digestOf(folder).split(':');
  return { folder: resolve(folder), service: deployJson.MicroserviceName, sha: digest.slice(0, 8) };
}

/**
 * Does what the service's `build.yml` does: packs the image under the tag `<time>.<sha>` and completes `deploy.json`.
 * Throws ImageRefused where the source cannot become an image.
 */
export function build(source: Source, settings: BuildSettings): Build {
  const { deployJson, template } = readSpecfiles(source.folder);
  const { stateFolder, timesAsFast } = settings;
  const { image, tag } = packImage(source.folder, source.service, source.sha, settings);
  const folder = join(stateFolder, 'builds', tag);
  const file = join(folder, 'deploy.json');
  mkdirSync(folder, { recursive: true });
  const completed = { Sha: source.sha, ContainerImage: image, CanaryTemplate: base64(template) };
  writeFileSync(
    file,
    `${JSON.stringify({ ...atPace(deployJson, timesAsFast), ...completed }, undefined, 2)}\n`,
  );
  return { image, file };
}

/** As `base64` prints it: 76 characters a line. */
function base64(text: string): string {
  return Buffer.from(text)
    .toString('base64')
    .replaceAll(/.{76}(?=.)/g, '$&\n');
}
