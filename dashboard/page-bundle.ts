import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, stop } from 'esbuild';
import type { PageParts } from './page-parts.ts';

const PAGE = join(import.meta.dirname, 'page');

/** The script, the style and the icon of pages, made from their sources. */
export async function bundlePage(): Promise<PageParts> {
  const { outputFiles } = await build({
    entryPoints: { page: join(PAGE, 'main.ts') },
    outdir: '/',
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: ['es2022'],
    legalComments: 'none',
    logLevel: 'warning',
  });
  // Its process would stay as long as ours.
  await stop();
  const ending = (end: string) => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return {
    script: ending('.js'),
    style: ending('.css'),
    icon: await readFile(join(PAGE, 'icon.svg'), 'utf8'),
  };
}
