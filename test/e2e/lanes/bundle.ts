import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const ROOT = join(import.meta.dirname, '../../..');

/** Bundles the workflows, with activities numbered, into a file, so that a worker that dies often starts quickly. */
export async function bundleWorkflows(folder: string): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows/index.ts'),
    workflowInterceptorModules: [join(import.meta.dirname, 'numbered-activities.ts')],
    logger: new DefaultLogger('ERROR'),
  });
  const file = join(folder, 'workflows.js');
  writeFileSync(file, code);
  return file;
}
