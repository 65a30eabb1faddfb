import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Endpoints } from './cloud.ts';

/** The daemon that a state file speaks of: whoever answers `id` at `port` is it. */
export interface Daemon {
  readonly pid: number;
  readonly port: number;
  readonly id: string;
}

/** What `local.json` says: how far the cloud has come. */
export type LocalState =
  | { readonly phase: 'starting'; readonly daemon: Daemon }
  | { readonly phase: 'failed'; readonly daemon: Daemon; readonly reason: string }
  | {
      readonly phase: 'running';
      readonly daemon: Daemon;
      readonly endpoints: Endpoints;
      readonly env: Readonly<Record<string, string>>;
    }
  | {
      readonly phase: 'broken';
      readonly daemon: Daemon;
      readonly endpoints: Endpoints;
      readonly env: Readonly<Record<string, string>>;
      /** Names the part and shows the end of its log. */
      readonly reason: string;
    };

/** The state file's content; undefined where there is none. */
export function readState(stateFolder: string): LocalState | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(stateFolder), 'utf8')) as LocalState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the state file at once, so that no reader sees half of it. */
export function writeState(stateFolder: string, state: LocalState): void {
  renameSync(writeDraft(stateFolder, state), fileIn(stateFolder));
}

/** Writes the first state; false when there is a state file already. */
export function claimState(stateFolder: string, state: LocalState): boolean {
  const draft = writeDraft(stateFolder, state);
  try {
    linkSync(draft, fileIn(stateFolder));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

export function removeState(stateFolder: string): void {
  rmSync(fileIn(stateFolder), { force: true });
}

function writeDraft(stateFolder: string, state: LocalState): string {
  const draft = `${fileIn(stateFolder)}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(state, undefined, 2)}\n`);
  return draft;
}

function fileIn(stateFolder: string): string {
  return join(stateFolder, 'local.json');
}
