import { setTimeout as sleep } from 'node:timers/promises';
import { ApplicationFailure } from '@temporalio/common';

/** How many calls a second may be made, reads and writes apart, as AWS limits them by account and Region. */
export interface Rates {
  readonly readsPerSecond: number;
  readonly writesPerSecond: number;
}

/** A call waits this long by itself; what has to wait longer is put off by its workflow, where a wait is durable. */
const PATIENCE_MILLIS = 3000;

/** Spaces calls evenly, so that they never exceed a rate: each gets the next free moment. */
export function createPace(perSecond: number, now: () => number = () => performance.now()) {
  const gapMillis = 1000 / perSecond;
  let nextMillis = -Infinity;

  /** Milliseconds until the call may be made. Fails as `Paced`, to be repeated when its turn comes, when that is too long. */
  return function reserve(): number {
    const waitMillis = Math.max(0, nextMillis - now());
    if (waitMillis > PATIENCE_MILLIS)
      throw ApplicationFailure.create({
        type: 'Paced',
        message: `AWS takes ${perSecond} such calls a second: this one's turn comes in ${Math.ceil(waitMillis / 1000)} s`,
        nextRetryDelay: waitMillis,
        category: 'BENIGN',
      });
    nextMillis = Math.max(nextMillis, now()) + gapMillis;
    return waitMillis;
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
        await sleep(/^Describe/.test(commandName) ? reading() : writing());
        return next(args);
      },
    { step: 'finalizeRequest', name: 'pace', priority: 'low' },
  );
  return client;
}
