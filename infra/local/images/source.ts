import { existsSync, lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const ignored = new Set(['.git', '.DS_Store']);

/** `image.json`: how the image starts. */
export interface ImageConfig {
  /** `{port:4567}` in a word stands for the host port of container port 4567. */
  readonly command: readonly string[];
  /** Variables that a container has unless its task definition says otherwise. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The files of a folder that belong into an image, as sorted relative paths. */
export function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !path.split(sep).some((part) => ignored.has(part)))
    .sort();
}

/** Everything that keeps a folder from becoming an image, each with the file it is about. */
export function findSourceProblems(folder: string): string[] {
  if (!existsSync(folder) || !lstatSync(folder).isDirectory()) return [`${folder}: is not a folder`];
  return [...findConfigProblems(join(folder, 'image.json')), ...findLinkProblems(folder)];
}

/** Reads a checked `image.json`. */
export function readImageConfig(folder: string): ImageConfig {
  return JSON.parse(readFileSync(join(folder, 'image.json'), 'utf8')) as ImageConfig;
}

function findConfigProblems(file: string): string[] {
  if (!existsSync(file))
    return [`${file}: is missing; it says how the image starts: {"command": ["node", "server.mjs"]}`];
  let config: unknown;
  try {
    config = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    return [`${file}: is not JSON: ${(error as Error).message}`];
  }
  const { command, environment = {} } = (config ?? {}) as Partial<Record<keyof ImageConfig, unknown>>;
  const words = Array.isArray(command) && command.every((word) => typeof word === 'string' && word !== '');
  return [
    ...(words && command.length > 0 ? [] : [`${file}: command: must be a list of one or more words`]),
    ...(isTexts(environment) ? [] : [`${file}: environment: must be an object of texts`]),
  ];
}

const isTexts = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  Object.values(value).every((entry) => typeof entry === 'string');

// What a link points to outside the folder would be missing, or another file, elsewhere.
function findLinkProblems(folder: string): string[] {
  const root = realpathSync(folder) + sep;
  return listFiles(folder).flatMap((path) => {
    const file = join(folder, path);
    if (!lstatSync(file).isSymbolicLink()) return [];
    const inside = existsSync(file) && realpathSync(file).startsWith(root);
    return inside ? [] : [`${file}: is a link that leads out of the folder or to nothing`];
  });
}
