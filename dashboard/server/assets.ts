import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { PageParts } from '../page-parts.ts';

/** A file that pages load. Its name changes with its content, so that it can be kept for ever. */
export interface Asset {
  readonly path: string;
  readonly type: string;
  readonly content: string;
}

/** The files beside a built dashboard. */
export const BUILT: PageParts = { script: 'page.js', style: 'page.css', icon: 'icon.svg' };

const TYPES: PageParts = {
  script: 'text/javascript; charset=utf-8',
  style: 'text/css; charset=utf-8',
  icon: 'image/svg+xml',
};

/** What pages load: that of the build, or made from the sources. */
export async function loadAssets(): Promise<Record<keyof PageParts, Asset>> {
  const built = join(import.meta.dirname, BUILT.script);
  const parts = existsSync(built)
    ? await readBuilt()
    : await (await import('../page-bundle.ts')).bundlePage();
  return { script: asset('script', parts), style: asset('style', parts), icon: asset('icon', parts) };
}

async function readBuilt(): Promise<PageParts> {
  const read = (name: string) => readFile(join(import.meta.dirname, name), 'utf8');
  return { script: await read(BUILT.script), style: await read(BUILT.style), icon: await read(BUILT.icon) };
}

function asset(part: keyof PageParts, parts: PageParts): Asset {
  const content = parts[part];
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 12);
  return { path: `/assets/${hash}-${BUILT[part]}`, type: TYPES[part], content };
}
