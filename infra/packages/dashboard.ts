import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundlePage } from '../../dashboard/page-bundle.ts';
import { BUILT } from '../../dashboard/server/assets.ts';
import { bundle, ROOT, type Built } from './bundle.ts';

const FOLDER = 'dashboard/dist';

/** The dashboard's server, which needs no package beside it, with what its pages load. */
export async function buildDashboard(): Promise<Built> {
  const built = await bundle(FOLDER, {
    entryPoints: {
      run: 'dashboard/run.ts',
      main: 'dashboard/main.ts',
      'planning-thread': 'dashboard/server/plan/planning-thread.ts',
      'failure-converter': 'encryption/failure-converter.ts',
    },
    splitting: true,
    // Pages are made from their sources by what is not installed with the package: here they are made.
    external: ['esbuild'],
  });
  const parts = await bundlePage();
  let { bytes } = built;
  for (const part of ['script', 'style', 'icon'] as const) {
    await writeFile(join(ROOT, FOLDER, BUILT[part]), parts[part]);
    bytes += Buffer.byteLength(parts[part]);
  }
  return { ...built, bytes };
}
