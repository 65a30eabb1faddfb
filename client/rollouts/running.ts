import { headline } from '../render/status-text.ts';
import { Trouble } from '../trouble.ts';
import { withTemporal } from './connect.ts';
import { viewRollout } from './view.ts';
import { rolloutId } from '../../workflows/messages.ts';

/** Whether a rollout of a service is under way, as far as Temporal could be asked. */
export type Running =
  | { readonly kind: 'none' }
  /** What it does, such as "v2 is baking, step 2 of 4 at 66 %". */
  | { readonly kind: 'running'; readonly what: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Asks Temporal whether a rollout of a service is under way; that it cannot be asked is an answer. */
export async function askRunning(environment: string, service: string): Promise<Running> {
  try {
    return await withTemporal(async ({ client }) => {
      const { running, status } = await viewRollout(
        client,
        client.workflow.getHandle(rolloutId(environment, service)),
      );
      return running
        ? { kind: 'running', what: `${status.canary} is ${headline(status)}` }
        : { kind: 'none' };
    });
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    if (error.kind === 'noRollout') return { kind: 'none' };
    return { kind: 'unknown', why: error.message };
  }
}
