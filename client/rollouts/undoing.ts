/** Which promoted version a rollout goes back from, and who wants it so, why. Temporal keeps it as the rollout's memo. */
export interface Undoing {
  readonly version: string;
  readonly by: string;
  readonly reason: string;
}

/** A sentence for people. */
export const undoText = ({ version, by, reason }: Undoing): string =>
  `undo of ${version} by ${by}: ${reason}`;

/** What a memo says of that; undefined where a rollout undoes nothing. */
export function undoingIn(memo: Readonly<Record<string, unknown>> | undefined): Undoing | undefined {
  const { version, by, reason } = Object(memo?.['undoes']) as Partial<Record<keyof Undoing, unknown>>;
  return typeof version === 'string' && typeof by === 'string' && typeof reason === 'string'
    ? { version, by, reason }
    : undefined;
}
