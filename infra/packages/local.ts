import { cp, glob } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from 'esbuild';
import { bundle, ROOT, type Built } from './bundle.ts';

const SOURCES = 'infra/local';
const FOLDER = 'infra/local/dist';

/** The local cloud, file by file, since its parts are started by their files' names; what is not TypeScript is copied. */
export async function buildLocal(): Promise<Built> {
  const files = await Array.fromAsync(glob(`${SOURCES}/**/*.*`, { cwd: ROOT, exclude: isLeftOut }));
  const built = await bundle(FOLDER, {
    entryPoints: files.filter((file) => file.endsWith('.ts')),
    outbase: '.',
    packages: 'external',
    plugins: [FILE_BY_FILE],
  });
  const others = files.filter((file) => !file.endsWith('.ts'));
  for (const file of others) await cp(join(ROOT, file), join(ROOT, FOLDER, file));
  return built;
}

const isLeftOut = (path: string) =>
  /(^|\/)(dist|node_modules|__pycache__|browser|stacks-check|package\.json|README\.md)$/.test(path);

/** Leaves every import of a file as it is, under its built name. */
const FILE_BY_FILE: Plugin = {
  name: 'file-by-file',
  setup(build) {
    build.onResolve({ filter: /^\.\.?\// }, ({ path, kind }) =>
      kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
    );
  },
};
