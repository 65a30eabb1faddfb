import { setTimeout as delay } from 'node:timers/promises';
import { ServiceError, type WorkflowHandle } from '@temporalio/client';
import { durationText } from '../render/duration.ts';
import { isTrouble, Trouble } from '../trouble.ts';
import { unreachable, type Temporal } from './connect.ts';
import { viewRollout, type RolloutView } from './view.ts';

const INTERVAL_MS = 1000;

/** How long nobody may answer before whoever follows a rollout is told so. */
export const PATIENCE_SECONDS = 600;

/** One look at a rollout: what was seen, or why nothing could be. */
export type Sighting = { readonly view: RolloutView } | { readonly trouble: string };

/**
 * Looks at a rollout every second, through restarts of Temporal and its workers; ends with the first look that finds it ended.
 *
 * @param patienceSeconds how long nobody may answer in a row
 * @throws Trouble `noRollout`; `timeout` when nobody has answered for too long
 */
export async function* follow(
  temporal: Temporal,
  handle: WorkflowHandle,
  patienceSeconds = PATIENCE_SECONDS,
): AsyncGenerator<Sighting> {
  let answered = Date.now();
  for (;;) {
    const seen = await look(temporal, handle);
    yield seen;
    if ('view' in seen) {
      if (!seen.view.running) return;
      answered = Date.now();
    } else if (Date.now() - answered >= patienceSeconds * 1000)
      throw new Trouble(
        'timeout',
        `nobody has answered for ${durationText(patienceSeconds)}: ${seen.trouble}`,
      );
    await delay(INTERVAL_MS);
  }
}

async function look({ client, address }: Temporal, handle: WorkflowHandle): Promise<Sighting> {
  try {
    return { view: await viewRollout(client, handle) };
  } catch (error) {
    if (isTrouble(error, 'noWorker', 'cannotGoOn')) return { trouble: error.message };
    if (error instanceof ServiceError) return { trouble: unreachable(address) };
    throw error;
  }
}
