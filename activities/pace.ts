import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';

/** How many calls a second may be made, reads and writes apart, as AWS limits them by account and Region. */
export interface Rates {
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
}

/** A call waits this long by itself; what has to wait longer is put off by its workflow, where a wait is durable. */
const PATIENCE_MILLIS = 3000;

export interface Clock {
  /** Milliseconds, from any moment on. */
  readonly now: () => number;
  readonly sleep: (millis: number) => Promise<unknown>;
}
const steadyClock: Clock = { now: () => performance.now(), sleep };

/**
 * Spaces calls, each from the moment at which the one before really began: those that a busy process held up do not make up for it by
 * coming all at once.
 */
export function createPace(perSecond: number, { now, sleep }: Clock = steadyClock) {
  const gapMillis = 1000 / perSecond;
  let latestMillis = -Infinity;
  let waiting = 0;
  let turns = Promise.resolve();

  /** Resolves when the call may be made. Fails as `Paced`, to be repeated when its turn comes, when that is too long. */
  return async function turn(): Promise<void> {
    const waitMillis = Math.max(0, latestMillis + gapMillis - now()) + waiting * gapMillis;
    if (waitMillis > PATIENCE_MILLIS)
      throw ApplicationFailure.create({
        type: 'Paced',
        message: `AWS takes ${perSecond} such calls a second: this one's turn comes in ${Math.ceil(waitMillis / 1000)} s`,
        nextRetryDelay: waitMillis,
        category: 'BENIGN',
      });
    waiting += 1;
    turns = turns.then(async () => {
      const leftMillis = latestMillis + gapMillis - now();
      if (leftMillis > 0) await sleep(leftMillis);
      latestMillis = now();
      waiting -= 1;
    });
    await turns;
  };
}

/** What `paced` needs of an AWS client. */
interface Pacable {
  readonly middlewareStack: {
    add(
      middleware: <Args, Reply>(
        next: (args: Args) => Promise<Reply>,
        context: { readonly commandName?: string },
      ) => (args: Args) => Promise<Reply>,
      options: { readonly step: 'finalizeRequest'; readonly name: string; readonly priority: 'low' },
    ): void;
  };
}

/** The same client, none of whose attempts exceed these rates; repetitions by the SDK included. */
export function paced<Client extends Pacable>(client: Client, rates: Rates): Client {
  const [reading, writing] = [createPace(rates.readsPerSecond), createPace(rates.writesPerSecond)];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        await (/^Describe/.test(commandName) ? reading() : writing());
        return next(args);
      },
    { step: 'finalizeRequest', name: 'pace', priority: 'low' },
  );
  return client;
}
