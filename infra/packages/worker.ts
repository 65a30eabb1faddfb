import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleName, bundleOfSources, type BundleParts } from '../../worker/workflow-bundle.ts';
import { bundle, ROOT, type Built } from './bundle.ts';

const FOLDER = 'worker/dist';

/** The worker, with its workflows. Temporal's and OpenTelemetry's packages stay packages, since one of them is native and all have to be the same. */
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
    external: ['@temporalio/*', '@opentelemetry/*'],
  });
  const failureConverterPath = join(ROOT, 'encryption/failure-converter.ts');
  const kinds: BundleParts[] = [
    {},
    { failureConverterPath },
    { traced: true },
    { failureConverterPath, traced: true },
  ];
  let bytes = built.bytes;
  for (const parts of kinds) {
    const { code } = await bundleOfSources(parts);
    await writeFile(join(ROOT, FOLDER, `${bundleName(parts)}.js`), code);
    bytes += Buffer.byteLength(code);
  }
  return { folder: FOLDER, bytes };
}
