import { setTimeout as sleep } from 'node:timers/promises';
import { asyncLocalStorage } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { GOING_BACK } from '../workflows/rollout/urgency.ts';
import type { Attempting } from './attempts.ts';
import { isRead } from './reads.ts';

/** How many calls any second may have, reads and writes apart, as AWS limits them by account and Region. */
export interface Rates {
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
}

/** A call waits about this long by itself; what has to wait longer is put off by its workflow, where a wait is durable. */
const PATIENCE_MILLIS = 3000;

/** A second, and what a timer may be early. */
const HELD_MILLIS = 1010;

/**
 * Keeps calls to so many in any second, no matter when on their way they are counted: each takes a place, which is free again a second
 * after its end; urgent calls take it before all others. Fails as `Paced`, to be repeated when its turn comes, when that is too far away.
 */
export function createPace(perSecond: number, wait: (millis: number) => Promise<unknown> = sleep) {
  let free = perSecond;
  const urgentOnes: (() => void)[] = [];
  const others: (() => void)[] = [];

  const takePlace = async (urgent: boolean) => {
    if (free > 0) {
      free -= 1;
      return;
    }
    const ahead = urgentOnes.length + (urgent ? 0 : others.length);
    const waitMillis = (1000 * (ahead + 1)) / perSecond;
    if (waitMillis > PATIENCE_MILLIS) throw putOff(perSecond, waitMillis);
    await new Promise<void>((resolve) => (urgent ? urgentOnes : others).push(resolve));
  };
  const leavePlace = async () => {
    await wait(HELD_MILLIS);
    const next = urgentOnes.shift() ?? others.shift();
    if (next) next();
    else free += 1;
  };

  return async function inTurn<Reply>(call: () => Promise<Reply>, urgent = false): Promise<Reply> {
    await takePlace(urgent);
    try {
      return await call();
    } finally {
      void leavePlace();
    }
  };
}

const putOff = (perSecond: number, waitMillis: number) =>
  ApplicationFailure.create({
    type: 'Paced',
    message: `AWS is asked for ${perSecond} such things a second: this one's turn comes in ${Math.ceil(waitMillis / 1000)} s`,
    nextRetryDelay: waitMillis,
    category: 'BENIGN',
  });

/** The same client, none of whose attempts exceed these rates; repetitions by the SDK included. */
export function paced<Client extends Attempting>(client: Client, rates: Rates): Client {
  const [reading, writing] = [createPace(rates.readsPerSecond), createPace(rates.writesPerSecond)];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        (isRead(commandName) ? reading : writing)(() => next(args), isGoingBack()),
    { step: 'finalizeRequest', name: 'pace', priority: 'low' },
  );
  return client;
}

const isGoingBack = (): boolean => asyncLocalStorage.getStore()?.info.priority?.priorityKey === GOING_BACK;
