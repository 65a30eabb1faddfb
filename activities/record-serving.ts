import type { Owner } from '../workflows/rollout/owner.ts';
import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import type { VersionRecord } from '../workflows/rollout/start.ts';
import type { Provisioner } from './provisioners/provisioner.ts';
import { soon } from './soon.ts';
import type { createVersionActivities } from './versions.ts';

/** A version that is to be recorded, and who gets traffic. */
export interface AskedToRecord extends Owner {
  readonly image: string;
  readonly provisioner: ProvisionerSpec;
  /** By their names, and by their physical ids where the rollout knows them. */
  readonly serving: readonly { readonly version: string; readonly made?: string }[];
}

/** How many tasks of each could answer in the end, as far as that can be seen soon; and the record, unless one of them had none before. */
export interface RecordedVersion {
  readonly healthy: Readonly<Record<string, number>>;
  readonly record?: VersionRecord;
}

export function createRecordingActivities(
  provisionerFor: (spec: ProvisionerSpec) => Provisioner,
  { recordVersion }: Pick<ReturnType<typeof createVersionActivities>, 'recordVersion'>,
) {
  const look = async ({ provisioner, serving }: AskedToRecord): Promise<RecordedVersion['healthy']> => {
    const tasks = provisionerFor(provisioner);
    const seen = serving.map(async ({ version, made }): Promise<[string, number][]> => {
      const count = await soon(tasks.healthyTasks(version, made));
      return count === undefined ? [] : [[version, count]];
    });
    return Object.fromEntries((await Promise.all(seen)).flat());
  };

  return {
    /** Records who serves now, unless something that gets traffic has no healthy task. */
    async recordServing(asked: AskedToRecord): Promise<RecordedVersion> {
      const { environment, service, image } = asked;
      const before = await look(asked);
      if (Object.values(before).includes(0)) return { healthy: before };
      const record = await recordVersion(environment, service, image);
      return { healthy: await look(asked), record };
    },
  };
}
