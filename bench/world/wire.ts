/** A call of a method of one of a world's ports, which is named by the path to it. */
export interface Asked {
  readonly rollout: string;
  readonly port: readonly string[];
  readonly method: string;
  readonly args: readonly unknown[];
}

/** What came of it. */
export type Answer =
  { readonly value: unknown } | { readonly error: { readonly name: string; readonly message: string } };
