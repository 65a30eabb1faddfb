import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { digestOf } from '../images/digest.ts';
import { buildImage } from '../images/registry.ts';
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

const account = '123456789012';

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
  const { stateFolder, region, timesAsFast } = settings;
  const tag = `${timeOf(new Date())}.${source.sha}`;
  buildImage(source.folder, source.service, tag, stateFolder);

  const image = `${account}.dkr.ecr.${region}.amazonaws.com/${source.service}:${tag}`;
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

/** `2026-03-01_12.30.00`, in UTC. */
function timeOf(date: Date): string {
  return date.toISOString().slice(0, 19).replace('T', '_').replaceAll(':', '.');
}

/** As `base64` prints it: 76 characters a line. */
function base64(text: string): string {
  return Buffer.from(text)
    .toString('base64')
    .replaceAll(/.{76}(?=.)/g, '$&\n');
}
