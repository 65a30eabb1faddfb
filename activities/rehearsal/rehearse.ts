import { isRead } from '../reads.ts';
import type { AwsCall, Parts, RehearsedService, StandIn } from './rehearsed.ts';

/** As much of an SDK client as a rehearsal needs. */
interface Client {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; name: string; priority: 'high' }): void;
  };
}
// Inputs and outputs are each client's own.
type Middleware = (
  next: (call: never) => Promise<{ output: object; response: unknown }>,
  context: { commandName?: string },
) => (call: { input: object }) => Promise<{ output: never; response: unknown }>;

/**
 * Lets a client rehearse: its calls are noted in `calls`, reads go to AWS, and nothing that writes does. A write is
 * answered by its stand-in, with nothing where there is none.
 */
export function rehearse(client: Client, rehearsed: RehearsedService, calls: AwsCall[]): void {
  const { name: service, standIns } = rehearsed;
  const middleware: Middleware = (next, context) => async (call) => {
    const action = (context.commandName ?? '').replace(/Command$/, '');
    const writes = !isRead(action);
    const { input } = call;
    calls.push({ service, action, writes, input, told: toldOf(rehearsed, action, input) });
    const ask = async () => (await next(call as never)).output;
    const answer = standIns[action] ?? (writes ? answerNothing : askAws);
    return { output: (await answer(input, writes ? refuse : ask)) as never, response: undefined };
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'rehearse', priority: 'high' });
}

/** What a call tells a person. */
export function toldOf({ tells = {} }: RehearsedService, action: string, input: object): Parts {
  const parts = Object.entries(tells[action]?.(input) ?? scalarsOf(input));
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined));
}

const scalarsOf = (input: object): Parts =>
  Object.fromEntries(
    Object.entries(input).filter(([, value]) => /^(string|number|boolean)$/.test(typeof value)),
  );

const answerNothing: StandIn = () => ({});
const askAws: StandIn = (_, ask) => ask();
const refuse = () => Promise.reject(new Error('a rehearsal writes nothing'));
