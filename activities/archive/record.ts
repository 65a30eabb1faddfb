import type { ArchivedRollout } from './archive.ts';
import type { Sealing } from './sealing.ts';

/** A rollout as it is written. */
export const written = async (rollout: ArchivedRollout, sealing: Sealing): Promise<string> =>
  JSON.stringify(await sealing.seal(rollout));

/** A rollout as it was written; undefined for what is no record, or another's. */
export async function readBack(
  read: () => Promise<string>,
  sealing: Sealing,
): Promise<ArchivedRollout | undefined> {
  try {
    const record = (await sealing.open(JSON.parse(await read()))) as Partial<ArchivedRollout> | null;
    return record?.form === 1 && record.status !== undefined ? (record as ArchivedRollout) : undefined;
  } catch {
    return undefined;
  }
}
