import type { VersionRecord } from '../workflows/rollout/start.ts';
import { again } from './again.ts';
import type { VersionRecords } from './version-records/version-records.ts';

export function createVersionActivities(records: VersionRecords) {
  return {
    async readVersion(environment: string, service: string): Promise<VersionRecord | null> {
      return (await records.read(environment, service)) ?? null;
    },

    /** Records who serves now; repeating it with the same image changes nothing. */
    async recordVersion(environment: string, service: string, image: string): Promise<VersionRecord> {
      const read = () => again(() => records.read(environment, service));
      const write = (before: VersionRecord | undefined) => records.write(environment, service, image, before);
      const before = await read();
      if (before?.image === image) return before;
      try {
        return await write(before);
      } catch {
        // It may have been done all the same, and each write counts as a deployment.
        const now = await read();
        return now?.image === image ? now : await again(() => write(now));
      }
    },
  };
}
