import type { Owner } from '../../workflows/rollout/owner.ts';
import type { ArchivedRollout } from './archive.ts';

/** A name that is no path, of environments, services and runs. */
const NAME = /^[A-Za-z0-9-]{1,128}$/;

/** The folder of a service, in parts. @throws Error for what is no name */
export function folderOf({ environment, service }: Owner): readonly [string, string] {
  return [named(environment), named(service)];
}

/** The name of a rollout's file: those of a service sort by their start. */
export const fileNameOf = ({ runId, started }: Pick<ArchivedRollout, 'runId' | 'started'>): string =>
  `${started.replaceAll(/[^0-9TZ]/g, '')}${endOf(runId)}`;

/** How the name of a run's file ends, whenever it started. */
export const endOf = (runId: string): string => `-${named(runId)}.json`;

function named(text: string): string {
  if (!NAME.test(text)) throw new Error(`${JSON.stringify(text)} is no name of a folder or file`);
  return text;
}
