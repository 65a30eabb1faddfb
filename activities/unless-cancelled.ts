import { asyncLocalStorage, CancelledFailure } from '@temporalio/activity';
import type { Attempting } from './attempts.ts';
import { isRead } from './reads.ts';

/**
 * The same client, which sends no more writes once the activity that asks for them is cancelled, repetitions by the SDK
 * included. A write under way is left to be answered: whoever breaks it off does not know what became of it.
 */
export function unlessCancelled<Client extends Attempting>(client: Client): Client {
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (asyncLocalStorage.getStore()?.cancellationSignal.aborted && !isRead(commandName))
          throw new CancelledFailure(`cancelled before ${commandName} was sent`);
        return next(args);
      },
    { step: 'finalizeRequest', name: 'unlessCancelled', priority: 'low' },
  );
  return client;
}
