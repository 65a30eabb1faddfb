import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const ROOT = join(import.meta.dirname, '..');
const KEPT = join(ROOT, '.serin', 'workflows.json');

interface Bundle {
  /** Names what the code was made of. */
  readonly key: string;
  readonly code: string;
}

/** The workflows as one piece of code. Making it takes seconds, so it is kept in `.serin` until a source of it changes. */
export async function workflowBundle(): Promise<{ readonly code: string }> {
  const key = await sourcesKey(ROOT);
  const kept = await readKept();
  if (kept?.key === key) return { code: kept.code };

  const { code } = await bundleWorkflowCode({
    workflowsPath: join(ROOT, 'workflows', 'index.ts'),
    logger: new DefaultLogger('ERROR'),
  });
  // Nothing is lost where it cannot be kept, as in a folder that only root may write.
  await keep({ key, code }).catch(() => undefined);
  return { code };
}

/** Another one for every change of what a bundle is made of: the workflows' files and the lockfile of their packages. */
export async function sourcesKey(root: string): Promise<string> {
  const entries = await readdir(join(root, 'workflows'), { recursive: true, withFileTypes: true });
  const sources = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const hash = createHash('sha256');
  for (const file of [join(root, 'package-lock.json'), ...sources.toSorted()])
    hash
      .update(relative(root, file))
      .update('\0')
      .update(await readFile(file));
  return hash.digest('hex');
}

const readKept = (): Promise<Bundle | undefined> =>
  readFile(KEPT, 'utf8').then(
    (text) => JSON.parse(text) as Bundle,
    () => undefined,
  );

/** Renamed into place, since workers that start together read and write it at the same time. */
async function keep(bundle: Bundle): Promise<void> {
  await mkdir(join(ROOT, '.serin'), { recursive: true });
  const draft = `${KEPT}.${randomUUID()}`;
  await writeFile(draft, JSON.stringify(bundle));
  await rename(draft, KEPT);
}
