import { setTimeout as sleep } from 'node:timers/promises';
import { asyncLocalStorage } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { GOING_BACK } from '../workflows/rollout/urgency.ts';
import type { Attempting } from './attempts.ts';
import { isRead } from './reads.ts';

/** How many calls there may be, of one kind. */
export interface Rate {
  /** In the long run. */
  readonly perSecond: number;
  /** In any one second; less than one counts as one. */
  readonly atOnce: number;
}

/** Rates of reads and of writes, which AWS limits apart by account and Region. */
export interface Rates {
  readonly reads: Rate;
  readonly writes: Rate;
}

/** A call waits about this long by itself; what has to wait longer is put off by its workflow, where a wait is durable. */
const PATIENCE_MILLIS = 3000;

/** As many as an activity asks for side by side: were one of them put off, it would begin with the first ones again, and never end. */
const SIDE_BY_SIDE = 6;

/** A second, and what a timer may be early. */
const HELD_MILLIS = 1010;

/**
 * Keeps calls to a rate, no matter when on their way they are counted: each takes a place, which is free again some time after its end, a
 * second at least. Fails as `Paced`, to be repeated when its turn comes, when that is too far away.
 *
 * @param rate asked at each call, as it may change
 */
export function createPace(rate: () => Rate, wait: (millis: number) => Promise<unknown> = sleep) {
  let taken = 0;
  const waiting: (() => void)[] = [];
  const places = () => Math.max(1, Math.floor(rate().atOnce));

  const takePlace = async () => {
    if (taken < places()) {
      taken += 1;
      return;
    }
    const { perSecond } = rate();
    const waitMillis = (1000 * (waiting.length + 1)) / perSecond;
    if (waitMillis > Math.max(PATIENCE_MILLIS, (1000 * SIDE_BY_SIDE) / perSecond))
      throw putOff(perSecond, waitMillis);
    await new Promise<void>((resolve) => waiting.push(resolve));
  };
  const leavePlace = async () => {
    await wait(Math.max(HELD_MILLIS, (1000 * places()) / rate().perSecond));
    taken -= 1;
    for (; taken < places() && waiting.length > 0; taken += 1) waiting.shift()!();
  };

  return async function inTurn<Reply>(call: () => Promise<Reply>): Promise<Reply> {
    await takePlace();
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
    message: `AWS is asked for ${Number(perSecond.toFixed(2))} such things a second: this one's turn comes in ${Math.ceil(waitMillis / 1000)} s`,
    nextRetryDelay: waitMillis,
    category: 'BENIGN',
  });

/** Calls on the way forward, and those that give traffic back: these wait for none of the others. */
export interface Lanes {
  readonly forward: () => Rates;
  readonly back: Rates;
}

/** What keeps calls to the rates of both lanes; clients of one account share it. */
export interface Paces {
  readonly reading: ByLane;
  readonly writing: ByLane;
}

type ByLane = Readonly<Record<keyof Lanes, ReturnType<typeof createPace>>>;

export const createPaces = ({ forward, back }: Lanes): Paces => ({
  reading: { forward: createPace(() => forward().reads), back: createPace(() => back.reads) },
  writing: { forward: createPace(() => forward().writes), back: createPace(() => back.writes) },
});

/** The same client, whose attempts keep to these paces; repetitions by the SDK included. */
export function paced<Client extends Attempting>(client: Client, { reading, writing }: Paces): Client {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        (isRead(commandName) ? reading : writing)[isGoingBack() ? 'back' : 'forward'](() => next(args)),
    { step: 'finalizeRequest', name: 'pace', priority: 'low' },
  );
  return client;
}

/** Whether the present activity is one of those that come first. */
export const isGoingBack = (): boolean =>
  asyncLocalStorage.getStore()?.info.priority?.priorityKey === GOING_BACK;
