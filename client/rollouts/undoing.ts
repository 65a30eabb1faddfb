import { z } from 'zod';

const undoing = z.object({
  version: z.string(),
  by: z.string(),
  reason: z.string(),
  /** From where, and with which groups, where they had logged in at a dashboard. */
  login: z
    .object({ from: z.string(), groups: z.array(z.string()).readonly() })
    .readonly()
    .optional(),
});

/** Which promoted version a rollout goes back from, and who wants it so, why. Temporal keeps it as the rollout's memo. */
export type Undoing = Readonly<z.output<typeof undoing>>;

/** A sentence for people. */
export const undoText = ({ version, by, reason, login }: Undoing): string =>
  `undo of ${version} by ${by}${login ? ` (${[...login.groups, `from ${login.from}`].join(', ')})` : ''}: ${reason}`;

/** What a memo says of that; undefined where a rollout undoes nothing. */
export const undoingIn = (memo: Readonly<Record<string, unknown>> | undefined): Undoing | undefined =>
  undoing.safeParse(memo?.['undoes']).data;
