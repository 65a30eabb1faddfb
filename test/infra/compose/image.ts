import type { HealthCheck } from './compose-file.ts';

/** A folder or file at the place where a program expects it. */
export interface Mount {
  readonly source: string;
  readonly target: string;
  readonly readOnly?: boolean;
}

/** What stands for an image where no container engine is at hand. */
export interface Image {
  readonly command: readonly string[];
  /** The working folder. */
  readonly folder: string;
  /** `uid:gid` */
  readonly user: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Folders for the front of the search path. */
  readonly toolFolders: readonly string[];
  readonly mounts: readonly Mount[];
  readonly healthcheck?: HealthCheck;
}
