/** A call to AWS as a rollout makes it; `service` is named as in IAM's actions. */
export interface AwsCall {
  readonly service: string;
  readonly action: string;
  /** Whether it changes something; a rehearsal does not send it then. */
  readonly writes: boolean;
  readonly input: object;
}

/** Answers a call in AWS's place, so that a rehearsal finds what it has «written». `ask` puts it to AWS: only reads may. */
export type StandIn = (input: object, ask: () => Promise<object>) => object | Promise<object>;

/** A stand-in for one action, by the types of the SDK. */
export const standIn = <Input extends object, Output extends object>(
  answer: (input: Input, ask: () => Promise<Output>) => Output | Promise<Output>,
): StandIn => answer as StandIn;

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

const READS = /^(Describe|Get|List|Validate|BatchGet|Simulate)/;

/**
 * Lets a client rehearse: its calls are noted in `calls`, reads go to AWS, and nothing that writes does. A write is
 * answered by its stand-in, with nothing where there is none.
 */
export function rehearse(
  client: Client,
  service: string,
  calls: AwsCall[],
  standIns: Readonly<Record<string, StandIn>>,
): void {
  const middleware: Middleware = (next, context) => async (call) => {
    const action = (context.commandName ?? '').replace(/Command$/, '');
    const writes = !READS.test(action);
    const { input } = call;
    calls.push({ service, action, writes, input });
    const ask = async () => (await next(call as never)).output;
    const answer = standIns[action] ?? (writes ? answerNothing : askAws);
    return { output: (await answer(input, writes ? refuse : ask)) as never, response: undefined };
  };
  client.middlewareStack.add(middleware, { step: 'initialize', name: 'rehearse', priority: 'high' });
}

const answerNothing: StandIn = () => ({});
const askAws: StandIn = (_, ask) => ask();
const refuse = () => Promise.reject(new Error('a rehearsal writes nothing'));
