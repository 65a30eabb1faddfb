import { asyncLocalStorage, CancelledFailure, type Context } from '@temporalio/activity';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { rehearsedServices } from '../activities/adapters.ts';
import type { AwsClients } from '../activities/aws-clients.ts';
import { MADE_CALLS, type MadeCall } from '../activities/made-calls.ts';
import { isRead } from '../activities/reads.ts';
import { newEcsWorld } from '../activities/rehearsal/ecs-world.ts';
import { toldOf } from '../activities/rehearsal/rehearse.ts';
import type { RehearsedService } from '../activities/rehearsal/rehearsed.ts';

/** What the activities that run have written to AWS so far. */
const written = new WeakMap<Context, MadeCall[]>();

/** An SDK client, as far as its calls are noted: a call, whatever repetitions the SDK makes of it. */
interface Calling {
  readonly middlewareStack: {
    add(
      middleware: <Args extends { readonly input: object }, Reply>(
        next: (args: Args) => Promise<Reply>,
        context: { readonly commandName?: string },
      ) => (args: Args) => Promise<Reply>,
      options: { readonly step: 'initialize'; readonly name: string; readonly priority: 'low' },
    ): void;
  };
}

/** The same clients, whose calls that change something are noted for the activity that makes them. */
export function noted(clients: AwsClients): AwsClients {
  const services = rehearsedServices(newEcsWorld());
  for (const [name, service] of Object.entries(services))
    note(clients[name as keyof typeof services], service);
  return clients;
}

function note({ middlewareStack }: Calling, service: RehearsedService): void {
  middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const activity = asyncLocalStorage.getStore();
        const action = commandName.replace(/Command$/, '');
        if (activity === undefined || isRead(action)) return next(args);
        const tell = (error?: string) => {
          const call = {
            at: new Date().toISOString(),
            service: service.name,
            action,
            told: toldOf(service, action, args.input),
            ...(error !== undefined && { error }),
          };
          written.set(activity, [...(written.get(activity) ?? []), call]);
        };
        try {
          const reply = await next(args);
          tell();
          return reply;
        } catch (error) {
          // It was not sent.
          if (!(error instanceof CancelledFailure)) tell((error as Error).name);
          throw error;
        }
      },
    { step: 'initialize', name: 'noted', priority: 'low' },
  );
}

/** Puts what an activity has written beside its answer, where a workflow does not see it. */
export const withNotedCalls: PayloadCodec = {
  encode(payloads) {
    const activity = asyncLocalStorage.getStore();
    const calls = activity && written.get(activity);
    return Promise.resolve(calls === undefined ? payloads : payloads.map((each) => beside(each, calls)));
  },
  decode: (payloads) => Promise.resolve(payloads),
};

const beside = (payload: Payload, calls: readonly MadeCall[]): Payload => ({
  ...payload,
  metadata: { ...payload.metadata, [MADE_CALLS]: new TextEncoder().encode(JSON.stringify(calls)) },
});
