import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, stop, type BuildOptions } from 'esbuild';

/** The folder of the sources. */
export const ROOT = join(import.meta.dirname, '../..');

/** What was built: where, and how many bytes it has. */
export interface Built {
  readonly folder: string;
  readonly bytes: number;
}

/** Some packages are in CommonJS, and ask for Node's own modules when they run. */
const REQUIRE =
  "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);";

/** Makes plain JavaScript of the sources, for the oldest Node.js that is supported. The folder is emptied before. */
export async function bundle(folder: string, options: BuildOptions): Promise<Built> {
  await rm(resolve(ROOT, folder), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: ROOT,
    outdir: folder,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'esm',
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: REQUIRE },
    logLevel: 'warning',
    ...options,
    metafile: true,
  });
  // Its process would stay as long as ours.
  await stop();
  const bytes = Object.values(metafile.outputs).reduce((sum, output) => sum + output.bytes, 0);
  return { folder, bytes };
}
