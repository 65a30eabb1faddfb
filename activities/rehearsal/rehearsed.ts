/** A call to AWS as a rollout makes it; `service` is named as in IAM's actions. */
export interface AwsCall {
  readonly service: string;
  readonly action: string;
  /** Whether it changes something; a rehearsal does not send it then. */
  readonly writes: boolean;
  readonly input: object;
  /** What tells a person which object it changes and how. */
  readonly told: Parts;
}

/** Answers a call in AWS's place, so that a rehearsal finds what it has «written». `ask` puts it to AWS: only reads may. */
export type StandIn = (input: object, ask: () => Promise<object>) => object | Promise<object>;

/** A stand-in for one action, by the types of the SDK. */
export const standIn = <Input extends object, Output extends object>(
  answer: (input: Input, ask: () => Promise<Output>) => Output | Promise<Output>,
): StandIn => answer as StandIn;

/** One AWS service in a rehearsal. */
export interface RehearsedService {
  /** Named as in IAM's actions. */
  readonly name: string;
  /** What answers in its place, by action. */
  readonly standIns: Readonly<Record<string, StandIn>>;
  /** What tells a person which object a call changes and how, by action; the texts and numbers of its input where left out. */
  readonly tells?: Readonly<Record<string, Telling>>;
  /** The quotas that calls to it draw on. */
  readonly quotas?: (calls: readonly AwsCall[]) => readonly Quota[];
}

/** Nothing secret: no templates, no values of variables. */
export type Telling = (input: object) => Parts;
export type Parts = Readonly<Record<string, unknown>>;

/** What tells of one action, by the types of the SDK. */
export const telling = <Input extends object>(tell: (input: Input) => Parts): Telling => tell as Telling;

/** A quota of the account that a rollout draws on. `limit` is AWS's default; an account may have another. */
export interface Quota {
  readonly what: string;
  readonly takes: number;
  readonly limit: number | undefined;
}

/** How many of the calls are of one of these actions. */
export const countOf = (calls: readonly AwsCall[], ...actions: readonly string[]): number =>
  calls.filter(({ action }) => actions.includes(action)).length;

/** The greatest that a size is in any of the calls. */
export const mostOf = <Input extends object>(
  calls: readonly AwsCall[],
  sizeOf: (input: Input) => number | undefined,
): number => Math.max(0, ...calls.map(({ input }) => sizeOf(input as Input) ?? 0));
