import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchGetBuildsCommand, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { DescribeImagesCommand, ImageNotFoundException } from '@aws-sdk/client-ecr';
import { pack, upload, type Archive } from './archive.ts';
import { Refusal } from './refusal.ts';
import { readOutput } from './stack/read-stack.ts';
import type { Toolbox } from './toolbox.ts';

const root = join(import.meta.dirname, '../..');
const pollMillis = 2000;

/** What Serin's image is built from; `.dockerignore` and the Dockerfile say the same. */
export const SERIN_SOURCE = [
  ...['Dockerfile', '.dockerignore', 'package.json', 'package-lock.json', 'tsconfig.json'],
  'infra/aws/package.json',
  ...[
    'client',
    'dashboard',
    'worker',
    'activities',
    'encryption',
    'workflows',
    'infra/local',
    'infra/packages',
  ],
];

/** The source of Serin's image. */
export const packSerin = (): Archive => pack(root, SERIN_SOURCE);

/** The tag of the image that a source becomes. */
export const serinTag = ({ sha256 }: Archive): string => sha256.slice(0, 12);

/** Serin's image of this folder's source: built by the shared stack's project, unless it is in the registry already. */
export async function provideSerinImage(tools: Toolbox, sharedStack: string): Promise<string> {
  const output = (name: string) => readOutput(tools.cloudFormation, sharedStack, name);
  const source = packSerin();
  const tag = serinTag(source);
  const repositoryUri = await output('SerinRepositoryUri');
  const image = `${repositoryUri}:${tag}`;
  if (await isThere(tools, repositoryUri.slice(repositoryUri.indexOf('/') + 1), tag)) {
    tools.print(`${image}: is there`);
    return image;
  }
  await upload(tools.s3, await output('Sources'), 'serin.zip', source);
  tools.print(`${image}: being built`);
  await build(tools, await output('SerinBuild'), tag);
  tools.print(`${image}: built`);
  return image;
}

async function isThere({ ecr }: Toolbox, repositoryName: string, imageTag: string): Promise<boolean> {
  try {
    await ecr.send(new DescribeImagesCommand({ repositoryName, imageIds: [{ imageTag }] }));
    return true;
  } catch (error) {
    if (error instanceof ImageNotFoundException) return false;
    throw error;
  }
}

async function build({ codeBuild, print }: Toolbox, projectName: string, tag: string): Promise<void> {
  const { build: started } = await codeBuild.send(
    new StartBuildCommand({
      projectName,
      environmentVariablesOverride: [{ name: 'IMAGE_TAG', value: tag }],
    }),
  );
  for (let phase: string | undefined; ; await sleep(pollMillis)) {
    const { builds } = await codeBuild.send(new BatchGetBuildsCommand({ ids: [started!.id!] }));
    const { buildStatus, currentPhase, logs } = builds![0]!;
    if (buildStatus === 'SUCCEEDED') return;
    if (buildStatus !== 'IN_PROGRESS')
      throw new Refusal(
        `the build of Serin's image is ${buildStatus}; its log: ${logs?.deepLink ?? projectName}`,
      );
    if (currentPhase !== phase) print(`  ${currentPhase}`);
    phase = currentPhase;
  }
}
