import { access, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { Archive, ArchivedRollout } from './archive.ts';
import type { Sealing } from './sealing.ts';

/** A name that is no path, of environments, services and runs. */
const NAME = /^[A-Za-z0-9-]{1,128}$/;

/** Keeps each rollout in a file of its own, `ENVIRONMENT/SERVICE/STARTED-RUN.json`, in a folder that may be on any file system. */
export function folderArchive(folder: string, sealing: Sealing): Archive {
  const placeOf = ({ environment, service }: Owner): string => {
    for (const name of [environment, service]) mustBeName(name);
    return join(folder, environment, service);
  };
  const fileOf = ({ runId, started, ...owner }: Pick<ArchivedRollout, keyof Owner | 'runId' | 'started'>) => {
    mustBeName(runId);
    return join(placeOf(owner), `${started.replaceAll(/[^0-9TZ]/g, '')}-${runId}.json`);
  };
  const namesOf = async (owner: Owner): Promise<string[]> => {
    const names = await readdir(placeOf(owner)).catch(nothingThere);
    return names
      .filter((name) => name.endsWith('.json'))
      .sort()
      .reverse();
  };
  const readOr = async (owner: Owner, name: string): Promise<ArchivedRollout | undefined> => {
    try {
      const content: unknown = JSON.parse(await readFile(join(placeOf(owner), name), 'utf8'));
      const record = (await sealing.open(content)) as Partial<ArchivedRollout> | null;
      return record?.form === 1 && record.status !== undefined ? (record as ArchivedRollout) : undefined;
    } catch {
      return undefined;
    }
  };
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
      await writeFile(draft, JSON.stringify(await sealing.seal(rollout)), { mode: 0o640 });
      await rename(draft, file);
    },
    async latest(owner, limit) {
      const names = (await namesOf(owner)).slice(0, limit);
      return (await Promise.all(names.map((name) => readOr(owner, name)))).filter(
        (each) => each !== undefined,
      );
    },
    async find(owner, runId) {
      mustBeName(runId);
      const name = (await namesOf(owner)).find((each) => each.endsWith(`-${runId}.json`));
      return name === undefined ? undefined : readOr(owner, name);
    },
  };
}

function mustBeName(text: string): void {
  if (!NAME.test(text)) throw new Error(`${JSON.stringify(text)} is no name of a folder or file`);
}

function nothingThere(error: unknown): string[] {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
  throw error;
}
