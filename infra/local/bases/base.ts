import { dirname, extname, join } from 'node:path';
import { programs } from '../processes/programs.ts';

/** What a public base image brings along: how its program starts here, and where its tools are. */
export interface Base {
  readonly command: readonly string[];
  /** Folders for the front of the search path. */
  readonly toolFolders: readonly string[];
}

const portMapping = join(import.meta.dirname, '../tasks/port-mapping.mjs');
const postgresEntrypoint = join(import.meta.dirname, `postgres${extname(import.meta.filename)}`);

/** Finds what stands for an image's program; one that no base image brings is looked for on the search path. */
export function baseOf(program: string): Base {
  switch (program) {
    case 'node':
      return { command: [process.execPath, '--import', portMapping], toolFolders: [] };
    case 'postgres':
      return {
        command: [process.execPath, postgresEntrypoint],
        toolFolders: [dirname(programs.postgres('pg_isready'))],
      };
    case 'python':
      return { command: [programs.python()], toolFolders: [] };
    case 'redis-server':
      return { command: [programs.redis()], toolFolders: [] };
    default:
      return { command: [program], toolFolders: [] };
  }
}
