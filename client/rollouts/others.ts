import type { Client } from '@temporalio/client';
import { ownerOf } from '../../workflows/messages.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import { lockOf } from '../../worker/lock-holders.ts';
import { Trouble } from '../trouble.ts';
import { withTemporal } from './connect.ts';

/** What a rollout of another service changes now. */
export interface Other {
  /** What both would change: a listener rule or a route, by its ARN. */
  readonly changed: string;
  /** The rollout's workflow id. */
  readonly rollout: string;
}

/** The rollouts of other services that change any of these things now; those of the service itself are told by themselves. */
export async function othersIn(
  client: Client,
  { environment, service }: Owner,
  changes: readonly string[],
): Promise<Other[]> {
  const others: Other[] = [];
  for (const changed of changes) {
    const lock = await lockOf(client, changed);
    if (lock?.holder === undefined || !lock.isHeld) continue;
    const { workflowId: rollout } = lock.holder;
    const owner = ownerOf(rollout);
    if (owner?.environment !== environment || owner.service !== service) others.push({ changed, rollout });
  }
  return others;
}

/** The same of Temporal as it is configured; none where it cannot be asked, as whoever asks for the service's own rollout is told. */
export async function askOthers(owner: Owner, changes: readonly string[]): Promise<Other[]> {
  if (changes.length === 0) return [];
  try {
    return await withTemporal(({ client }) => othersIn(client, owner, changes));
  } catch (error) {
    if (error instanceof Trouble) return [];
    throw error;
  }
}

/** A sentence for whoever is about to start a rollout. */
export const otherText = ({ changed, rollout }: Other): string =>
  `${changed} is being changed by ${rollout}: a rollout is refused until that has ended`;
