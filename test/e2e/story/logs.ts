import { readFile } from 'node:fs/promises';
import type { Place } from './place.ts';

interface Line {
  readonly message: string;
  readonly version?: string;
  readonly weight?: number;
  readonly until?: string;
  readonly phase?: string;
}

/** What a worker's log file tells. */
export function logs(file: string): Place {
  const linesOf = async (version: string): Promise<Line[]> =>
    (await readFile(file, 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('{') && line.endsWith('}'))
      .map((line) => JSON.parse(line) as Line)
      .filter((line) => line.version === version);
  return {
    async where(version) {
      const { message = '', weight, until } = (await linesOf(version)).at(-1) ?? {};
      const [, why] = /^waits for (.*)$/.exec(message) ?? [];
      if (why === undefined || weight === undefined || until === undefined) return undefined;
      return { version, weight, why, until: Date.parse(until) };
    },
    async end(version) {
      for (const { message, phase: outcome = '' } of await linesOf(version)) {
        const [, reason] = new RegExp(`^${outcome}: (.*)$`).exec(message) ?? [];
        if (reason !== undefined) return { version, outcome, reason };
      }
      return undefined;
    },
  };
}
