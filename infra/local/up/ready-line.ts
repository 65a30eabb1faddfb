import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { HostProcess } from '../processes/host-process.ts';
import type { Addresses } from './part.ts';

/** Waits for `{"ready":true, …addresses}` on a part's standard output; what else it says there goes to the log. */
export function readyLine(logFile: string) {
  return ({ child }: HostProcess): Promise<Addresses> =>
    new Promise((resolve) => {
      child.stdout!.pipe(createWriteStream(logFile, { flags: 'a' }));
      createInterface(child.stdout!).on('line', (line) => {
        const said = parse(line);
        if (said?.ready === true) resolve(said as unknown as Addresses);
      });
    });
}

function parse(line: string): { ready?: unknown } | undefined {
  try {
    return JSON.parse(line) as { ready?: unknown };
  } catch {
    return undefined;
  }
}
