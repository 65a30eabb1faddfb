import type { Client } from '@temporalio/client';
import { Trouble } from '../trouble.ts';
import { commandRollout } from './command.ts';
import { withdraw } from './queue.ts';
import { viewRollout } from './view.ts';

/**
 * Cancels what whoever started it no longer wants: takes the version out of the queue where it still waits, or aborts its rollout. Answers which.
 *
 * @throws Trouble `noRollout` where it has ended meanwhile, `refused` with the rollout's reason
 */
export async function cancelRollout(
  client: Client,
  rolloutId: string,
  { version, by, reason }: { readonly version: string; readonly by: string; readonly reason: string },
): Promise<'withdrawn' | 'aborted'> {
  if (await withdraw(client, rolloutId, version)) return 'withdrawn';
  await commandRollout(client, rolloutId, 'abort', { by, reason });
  return 'aborted';
}

/** @throws Trouble `refused` where it is another version that is rolled out, or none */
export async function mustRollOut(client: Client, rolloutId: string, version: string): Promise<void> {
  const { running, status } = await viewRollout(client, client.workflow.getHandle(rolloutId));
  if (running && status.canary === version) return;
  const instead = running ? `${status.canary} is` : 'nothing is';
  throw new Trouble('refused', `refused: ${instead} being rolled out at ${rolloutId}, and not ${version}`);
}
