import type { VersionRecord } from '../../workflows/rollout/start.ts';

/** Where the serving version of a service is written down. */
export interface VersionRecords {
  read(environment: string, service: string): Promise<VersionRecord | undefined>;
  /** Writes the record in one call. `before` is what there was. */
  write(
    environment: string,
    service: string,
    image: string,
    before: VersionRecord | undefined,
  ): Promise<VersionRecord>;
}
