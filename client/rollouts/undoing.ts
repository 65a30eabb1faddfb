import { z } from 'zod';
import { UNDOES } from '../../workflows/messages.ts';

const undoing = z.object({
  version: z.string(),
  by: z.string(),
  reason: z.string(),
  /** The same, signed (`workflows/rollout/signed-undo.ts`), where they had logged in at a dashboard. */
  proof: z.string().optional(),
});

/** Which promoted version a rollout goes back from, and who wants it so, why. Temporal keeps it as the rollout's memo. */
export type Undoing = Readonly<z.output<typeof undoing>>;

/** A sentence for people. */
export const undoText = ({ version, by, reason }: Undoing): string =>
  `undo of ${version} by ${by}: ${reason}`;

/** What a memo says of that; undefined where a rollout undoes nothing. */
export const undoingIn = (memo: Readonly<Record<string, unknown>> | undefined): Undoing | undefined =>
  undoing.safeParse(memo?.[UNDOES]).data;
