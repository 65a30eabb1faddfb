/** What a copy takes over for one field of a request, and what cannot be taken over. `From` is all that is known when the copy is made. */
export type Decision<Original, From extends Original, Value> =
  | ((from: From) => Value)
  | {
      readonly value?: (from: From) => Value;
      /** The rest of a sentence about the original, where what it has here keeps it from being copied. */
      readonly refused: (original: Original) => string | false | undefined;
    };

/** A decision for every field of a request: one that the SDK brings anew fails to compile until it is decided. */
export type Decisions<Original, From extends Original, Request> = {
  readonly [Field in keyof Required<Request>]: Decision<Original, From, Request[Field]>;
};

type Row<Original, From extends Original> = Decision<Original, From, unknown>;

/** The request that asks for a copy. */
export const requestOf = <Original, From extends Original, Request>(
  decisions: Decisions<Original, From, Request>,
  from: From,
): Request =>
  Object.fromEntries(
    Object.entries<Row<Original, From>>(decisions).map(([field, decision]) => [
      field,
      typeof decision === 'function' ? decision(from) : decision.value?.(from),
    ]),
  ) as Request;

/** Everything about the original that keeps it from being copied. */
export const refusalsIn = <Original, From extends Original, Request>(
  decisions: Decisions<Original, From, Request>,
  original: Original,
): string[] =>
  Object.values<Row<Original, From>>(decisions).flatMap((decision) => {
    const refusal = typeof decision === 'function' ? undefined : decision.refused(original);
    return refusal ? [refusal] : [];
  });
