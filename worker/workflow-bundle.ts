import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bundleWorkflowCode, DefaultLogger, type WorkflowBundleOption } from '@temporalio/worker';
import { PAYLOAD_CONVERTER_PATH } from './data-converter.ts';

const ROOT = join(import.meta.dirname, '..');
const KEPT = join(ROOT, '.serin');

/** What workers have in their workflows that not all have. */
export interface BundleParts {
  /** What turns failures into payloads, where it is not Temporal's own. */
  readonly failureConverterPath?: string | undefined;
  /** Whether the workflows trace what they do. */
  readonly traced?: boolean;
}

/** The name of the file that has the workflows with such parts: beside a built worker with the ending js, and where they are kept. */
export const bundleName = ({ failureConverterPath, traced }: BundleParts): string =>
  [
    'workflows',
    ...(failureConverterPath === undefined ? [] : ['encrypted']),
    ...(traced ? ['traced'] : []),
  ].join('-');

interface Bundle {
  /** Names what the code was made of. */
  readonly key: string;
  readonly code: string;
}

/** The workflows as one piece of code: that of the build, or made from the sources. */
export async function workflowBundle(parts: BundleParts = {}): Promise<WorkflowBundleOption> {
  const codePath = join(import.meta.dirname, `${bundleName(parts)}.js`);
  return existsSync(codePath) ? { codePath } : bundleOfSources(parts);
}

/** The workflows' sources as one piece of code. Making it takes seconds, so it is kept in `.serin` until one of them changes. */
export async function bundleOfSources(parts: BundleParts = {}): Promise<{ readonly code: string }> {
  const { failureConverterPath, traced } = parts;
  const file = join(KEPT, `${bundleName(parts)}.json`);
  const key = await sourcesKey(ROOT, failureConverterPath);
  const kept = await readKept(file);
  if (kept?.key === key) return { code: kept.code };

  const workflowsPath = join(ROOT, 'workflows', 'index.ts');
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    // Once for all rollouts of a worker, since they have no state of their own: each would have a copy of them all, six times what it needs itself.
    preloadModules: [workflowsPath],
    payloadConverterPath: PAYLOAD_CONVERTER_PATH,
    workflowInterceptorModules: [
      join(ROOT, 'workflows', 'temporal-pages.ts'),
      ...(traced ? [join(ROOT, 'workflows', 'traces.ts')] : []),
    ],
    ...(failureConverterPath !== undefined && { failureConverterPath }),
    logger: new DefaultLogger('ERROR'),
  });
  // Nothing is lost where it cannot be kept, as in a folder that only root may write.
  await keep(file, { key, code }).catch(() => undefined);
  return { code };
}

/** Another one for every change of what a bundle is made of: the workflows' files and the lockfile of their packages. */
export async function sourcesKey(root: string, ...others: readonly (string | undefined)[]): Promise<string> {
  const entries = await readdir(join(root, 'workflows'), { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256');
  const packages = join(root, 'package-lock.json');
  for (const file of [packages, ...sources.toSorted(), ...others.filter((other) => other !== undefined)])
    hash
      .update(relative(root, file))
      .update('\0')
      .update(await readFile(file));
  return hash.digest('hex');
}

const readKept = (file: string): Promise<Bundle | undefined> =>
  readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as Bundle,
    () => undefined,
  );

/** Renamed into place, since workers that start together read and write it at the same time. */
async function keep(file: string, bundle: Bundle): Promise<void> {
  await mkdir(KEPT, { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(bundle));
  await rename(draft, file);
}
