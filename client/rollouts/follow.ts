import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError, type WorkflowHandle } from '@temporalio/client';
import { isTrouble } from '../trouble.ts';
import { unreachable, type Temporal } from './connect.ts';
import { viewRollout, type RolloutView } from './view.ts';

const INTERVAL_MS = 1000;

/** One look at a rollout: what was seen, or why nothing could be. */
export type Sighting = { readonly view: RolloutView } | { readonly trouble: string };

/**
 * Looks at a rollout every second, through restarts of Temporal and its workers; ends with the first look that finds it ended.
 *
 * @throws Trouble `noRollout`
 */
export async function* follow(temporal: Temporal, handle: WorkflowHandle): AsyncGenerator<Sighting> {
  for (;;) {
    const seen = await look(temporal, handle);
    yield seen;
    if ('view' in seen && !seen.view.running) return;
    await delay(INTERVAL_MS);
  }
}

async function look({ client, address }: Temporal, handle: WorkflowHandle): Promise<Sighting> {
  try {
    return { view: await viewRollout(client, handle) };
  } catch (error) {
    if (isTrouble(error, 'noWorker')) return { trouble: error.message };
    if (error instanceof ServiceError) return { trouble: unreachable(address) };
    throw error;
  }
}
