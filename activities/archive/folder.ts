import { access, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { Archive, ArchivedRollout } from './archive.ts';
import { endOf, fileNameOf, folderOf } from './names.ts';
import { readBack, written } from './record.ts';
import type { Sealing } from './sealing.ts';

/** Keeps each rollout in a file of its own, `ENVIRONMENT/SERVICE/STARTED-RUN.json`, in a folder that may be on any file system. */
export function folderArchive(folder: string, sealing: Sealing): Archive {
  const placeOf = (owner: Owner): string => join(folder, ...folderOf(owner));
  const fileOf = (rollout: Pick<ArchivedRollout, keyof Owner | 'runId' | 'started'>) =>
    join(placeOf(rollout), fileNameOf(rollout));
  const namesOf = async (owner: Owner): Promise<string[]> => {
    const names = await readdir(placeOf(owner)).catch(nothingThere);
    return names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse();
  };
  const readOr = (owner: Owner, name: string): Promise<ArchivedRollout | undefined> =>
    readBack(() => readFile(join(placeOf(owner), name), 'utf8'), sealing);
  return {
    has: (rollout) =>
      access(fileOf(rollout)).then(
        () => true,
        () => false,
      ),
    async keep(rollout) {
      const file = fileOf(rollout);
      await mkdir(placeOf(rollout), { recursive: true });
      const draft = `${file}.${process.pid}.draft`;
      await writeFile(draft, await written(rollout, sealing), { mode: 0o640 });
      await rename(draft, file);
    },
    async latest(owner, limit) {
      const names = (await namesOf(owner)).slice(0, limit);
      return (await Promise.all(names.map((name) => readOr(owner, name)))).filter(
        (each) => each !== undefined,
      );
    },
    async find(owner, runId) {
      const end = endOf(runId);
      const name = (await namesOf(owner)).find((each) => each.endsWith(end));
      return name === undefined ? undefined : readOr(owner, name);
    },
  };
}

function nothingThere(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
