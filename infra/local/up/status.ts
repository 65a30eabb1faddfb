import type { Endpoints } from './cloud.ts';
import { isAlive } from './identity.ts';
import { readState, type LocalState } from './local-state.ts';

/** How the local cloud of a state folder is. */
export type CloudStatus =
  | { readonly kind: 'stopped' }
  | { readonly kind: 'starting' }
  | Served<'running'>
  | (Served<'broken'> & { readonly reason: string });

interface Served<Kind> {
  readonly kind: Kind;
  readonly endpoints: Endpoints;
  /** What a client's process environment needs to use it. */
  readonly env: Readonly<Record<string, string>>;
}

/** Asks how the local cloud is; the state file of a daemon that has died says nothing any more. */
export async function status({ stateFolder }: { stateFolder: string }): Promise<CloudStatus> {
  const state = readState(stateFolder);
  return state !== undefined && (await isAlive(state.daemon)) ? statusOf(state) : { kind: 'stopped' };
}

function statusOf(state: LocalState): CloudStatus {
  switch (state.phase) {
    case 'starting':
      return { kind: 'starting' };
    case 'failed':
      return { kind: 'stopped' };
    case 'running':
      return { kind: 'running', endpoints: state.endpoints, env: state.env };
    case 'broken':
      return { kind: 'broken', endpoints: state.endpoints, env: state.env, reason: state.reason };
  }
}
