import { setTimeout as sleep } from 'node:timers/promises';
import {
  WorkflowExecutionAlreadyStartedError,
  WorkflowFailedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type { Stage } from '../../bench/world/stage.ts';
import { rolloutId } from '../../workflows/messages.ts';

/** How a rollout ended. */
export interface End {
  readonly version: string;
  readonly promoted: boolean;
  readonly reason: string;
}

/** Every fourth version is a bad one. */
export const versionOf = (number: number): string => (number % 4 === 0 ? `v${number}-bad` : `v${number}`);

/** Rolls version after version of a service out until a moment (epoch milliseconds), whatever happens to the server meanwhile. */
export async function rollOutUntil(
  stage: Stage,
  service: string,
  bakeSeconds: number,
  until: number,
): Promise<readonly End[]> {
  const ends: End[] = [];
  for (let number = 2; Date.now() < until; number++) {
    const version = versionOf(number);
    const handle = await asked(() => startOnce(stage, service, version, bakeSeconds));
    ends.push(await asked(() => endOf(handle, version)));
  }
  return ends;
}

async function startOnce(
  { start, client }: Stage,
  service: string,
  id: string,
  bakeSeconds: number,
): Promise<WorkflowHandle> {
  try {
    return await start(service, {
      version: { id, image: `shop:2026-01-02.${id}` },
      judge: { kind: 'errorCount' },
      steps: [{ weight: 50, bakeSeconds }],
      finalBakeSeconds: bakeSeconds,
    });
  } catch (error) {
    // An earlier request was carried out, and its answer lost.
    if (error instanceof WorkflowExecutionAlreadyStartedError) return handleOf(client, service);
    throw error;
  }
}

const handleOf = (client: Client, service: string) => client.workflow.getHandle(rolloutId('shop', service));

const endOf = (handle: WorkflowHandle, version: string): Promise<End> =>
  handle.result().then(
    () => ({ version, promoted: true, reason: '' }),
    (error: unknown) => {
      if (!(error instanceof WorkflowFailedError)) throw error;
      return { version, promoted: false, reason: error.cause?.message ?? '' };
    },
  );

/** Asks until there is an answer: a server that is being restarted gives none. */
async function asked<T>(question: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await question();
    } catch {
      await sleep(500);
    }
  }
}
