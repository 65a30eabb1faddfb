import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DockerfileParser } from 'dockerfile-ast';
import type { HealthCheck } from './compose-file.ts';
import type { Image } from './image.ts';

/** Serin's own image as its Dockerfile makes it, with the checkout in place of the folder that it copies it to. */
export function serinImage(): Image {
  const dockerfile = DockerfileParser.parse(readFileSync('Dockerfile', 'utf8'));
  const last = (keyword: string): string =>
    dockerfile
      .getInstructions()
      .filter((instruction) => instruction.getKeyword() === keyword)
      .at(-1)
      ?.getArgumentsContent() ?? '';
  const copied = last('WORKDIR');
  const variables = dockerfile
    .getENVs()
    .flatMap((instruction) => instruction.getProperties())
    .map((property): [string, string] => [property.getName(), property.getValue() ?? '']);
  const { PATH: path = '', ...others } = Object.fromEntries(variables);
  return {
    command: JSON.parse(last('CMD')) as string[],
    folder: resolve('.'),
    user: last('USER'),
    variables: others,
    toolFolders: path
      .split(':')
      .filter((folder) => folder.startsWith(copied))
      .map((folder) => resolve(folder.replace(copied, '.'))),
    mounts: [],
    healthcheck: healthCheck(last('HEALTHCHECK')),
  };
}

function healthCheck(text: string): HealthCheck {
  const { interval = '30s', retries = '3' } = Object.fromEntries(
    [...text.matchAll(/--(\w+)=(\S+)/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
  const command = JSON.parse(text.slice(text.indexOf('['))) as string[];
  return { test: ['CMD', ...command], interval, retries: Number(retries) };
}
