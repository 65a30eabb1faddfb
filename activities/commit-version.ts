import { isRepeated } from './attempt.ts';
import type { AskedToClear, Cleared, createClearingActivities } from './clear-away.ts';
import type { AskedToRecord, createRecordingActivities, RecordedVersion } from './record-serving.ts';
import type { createVersionActivities } from './versions.ts';

/** A version that is to be recorded, and those that are to be removed then. */
export interface AskedToCommit {
  readonly record: AskedToRecord;
  readonly clear: AskedToClear;
}

/** How far it has come: each part is left out that was not begun, or that has to be done by itself. */
export interface Committing {
  readonly recorded?: RecordedVersion;
  readonly cleared?: Cleared;
}

type Parts = Pick<ReturnType<typeof createVersionActivities>, 'readVersion'> &
  ReturnType<typeof createRecordingActivities> &
  ReturnType<typeof createClearingActivities>;

export function createCommitActivities(parts: Parts) {
  /** Who was recorded by an earlier attempt is not looked at again: there is no way back from a removal that has begun. */
  const record = async (asked: AskedToRecord): Promise<RecordedVersion> => {
    const before = isRepeated() ? await parts.readVersion(asked.environment, asked.service) : null;
    return before?.image === asked.image ? { healthy: {}, record: before } : parts.recordServing(asked);
  };

  return {
    /** Records who serves now, unless something that gets traffic has no healthy task, and clears the others away. */
    async commitVersion(asked: AskedToCommit): Promise<Committing> {
      const recorded = await record(asked.record).catch(() => undefined);
      const isDone = recorded?.record !== undefined && !Object.values(recorded.healthy).includes(0);
      if (!isDone) return { ...(recorded && { recorded }) };
      return { recorded, cleared: await parts.clearAway(asked.clear) };
    },
  };
}
