import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editedSource, shaOf, type Edit } from '../../infra/demo/versions.ts';
import { packImage } from '../../infra/local/push/pack-image.ts';

const TEMPLATE = join(import.meta.dirname, 'article-template.yaml');

/** Files for the app server's source that keep its counts in memory, for labs without databases. */
export const IN_MEMORY = join(import.meta.dirname, 'in-memory');

/** A version that the pipeline has built: its image is there, and its deployment file. */
export interface Version {
  readonly sha: string;
  readonly image: string;
  readonly file: string;
}

/** What `base64` prints: 76 characters a line. */
const base64 = (file: string): string => readFileSync(file, 'base64').replace(/.{76}(?=.)/g, '$&\n');

/**
 * Builds a version as the article's pipeline does, and completes its `deploy.json` as it does.
 *
 * @param fields of the deployment file that differ from the article's
 */
export function buildVersion(
  stateFolder: string,
  title: string,
  edits: readonly Edit[],
  fields: Readonly<Record<string, unknown>>,
): Version {
  const sha = shaOf(title);
  const source = editedSource(join(buildFolder(stateFolder, sha), 'source'), edits, IN_MEMORY);
  return publishVersion(stateFolder, sha, source, fields);
}

/** Publishes a source folder as a version's image, and writes the `deploy.json` that names it. */
export function publishVersion(
  stateFolder: string,
  sha: string,
  source: string,
  fields: Readonly<Record<string, unknown>>,
): Version {
  const deployJson = {
    EnvironmentName: 'ecs-blogpost',
    MicroserviceName: 'yelb-appserver',
    Protocol: 'http',
    Port: 4567,
    Namespace: 'yelb.local',
    PercentageStep: 10,
    WaitTime: 60,
    FailureThresholdValue: 1,
    FailureThresholdTime: 600,
    ...fields,
  };
  const { image } = packImage(source, deployJson.MicroserviceName, sha, { stateFolder });
  const file = join(buildFolder(stateFolder, sha), 'deploy.json');
  const built = { Sha: sha, ContainerImage: image, CanaryTemplate: base64(TEMPLATE) };
  writeFileSync(file, JSON.stringify({ ...deployJson, ...built }, null, 2));
  return { sha, image, file };
}

function buildFolder(stateFolder: string, sha: string): string {
  const folder = join(stateFolder, 'builds', sha);
  mkdirSync(folder, { recursive: true });
  return folder;
}
