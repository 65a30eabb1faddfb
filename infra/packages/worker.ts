import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BUILT, bundleOfSources } from '../../worker/workflow-bundle.ts';
import { bundle, ROOT, type Built } from './bundle.ts';

const FOLDER = 'worker/dist';

/** The worker, with its workflows. Temporal's packages stay packages, since one of them is native and all have to be the same. */
export async function buildWorker(): Promise<Built> {
  const built = await bundle(FOLDER, {
    entryPoints: {
      run: 'worker/run.ts',
      main: 'worker/main.ts',
      healthy: 'worker/healthy.ts',
      'settle-thread': 'activities/plan/settle-thread.ts',
      'payload-converter': 'worker/payload-converter.ts',
      'failure-converter': 'encryption/failure-converter.ts',
    },
    splitting: true,
    external: ['@temporalio/*'],
  });
  const workflows = {
    [BUILT.plain]: await bundleOfSources(),
    [BUILT.encrypted]: await bundleOfSources(join(ROOT, 'encryption/failure-converter.ts')),
  };
  for (const [name, { code }] of Object.entries(workflows)) await writeFile(join(ROOT, FOLDER, name), code);
  const bytes = Object.values(workflows).reduce(
    (sum, { code }) => sum + Buffer.byteLength(code),
    built.bytes,
  );
  return { folder: FOLDER, bytes };
}
