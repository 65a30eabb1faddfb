import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** A package that an image's program needs, in the folder where it is installed. */
export interface Package {
  readonly name: string;
  readonly folder: string;
}

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** What stands for a package registry: the packages that are installed beside this file. */
const registry = join(import.meta.dirname, 'packages.ts');

/**
 * The packages of a source folder's `package.json` and all that these need, as `npm install` would lay them out.
 * Throws an Error when one is not installed, or in another version than the exact one that the source asks for.
 */
export function packagesOf(sourceFolder: string): Package[] {
  const manifest = join(sourceFolder, 'package.json');
  if (!existsSync(manifest)) return [];
  const wanted = Object.entries(read(manifest).dependencies ?? {});
  const found = new Map<string, string>();
  for (const [name, version] of wanted) {
    const folder = folderOf(name, registry);
    const installed = folder && read(join(folder, 'package.json')).version;
    if (folder === undefined || installed !== version)
      throw new Error(`${manifest}: ${name} ${version} is not installed, but ${installed ?? 'none'} is`);
    add(name, folder, found);
  }
  return [...found].map(([name, folder]) => ({ name, folder }));
}

function add(name: string, folder: string, found: Map<string, string>): void {
  const other = found.get(name);
  if (other === folder) return;
  if (other !== undefined) throw new Error(`${name} is needed in two versions, of ${other} and of ${folder}`);
  found.set(name, folder);
  const manifest = join(folder, 'package.json');
  for (const dependency of Object.keys(read(manifest).dependencies ?? {})) {
    const its = folderOf(dependency, manifest);
    if (its === undefined) throw new Error(`${manifest}: ${dependency} is not installed`);
    add(dependency, its, found);
  }
}

/** Where Node would find a package from a file's place; a package need not export its own `package.json`. */
function folderOf(name: string, from: string): string | undefined {
  return createRequire(from)
    .resolve.paths(name)
    ?.map((folder) => join(folder, ...name.split('/')))
    .find((folder) => existsSync(join(folder, 'package.json')));
}

function read(manifest: string): Manifest {
  return JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
}
