import type { VersionRecord } from '../workflows/rollout/start.ts';
import type { VersionRecords } from './version-records/version-records.ts';

export function createVersionActivities(records: VersionRecords) {
  return {
    async readVersion(environment: string, service: string): Promise<VersionRecord | null> {
      return (await records.read(environment, service)) ?? null;
    },

    /** Records who serves now; repeating it with the same image changes nothing. */
    async recordVersion(environment: string, service: string, image: string): Promise<VersionRecord> {
      const before = await records.read(environment, service);
      return before?.image === image ? before : records.write(environment, service, image);
    },
  };
}
