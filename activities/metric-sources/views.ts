import type { Counts } from '../../workflows/rollout/judge/bucket.ts';

/** Who counted a version's requests: its own Envoys, or those of its callers. */
export type View = 'own' | 'callers';

export type Views = Partial<Record<View, Counts>>;

/** A version whose tasks are dead counts nothing itself, so the view that saw more go wrong is believed. */
export const believed = ({ own, callers }: Views): Counts | undefined =>
  own === undefined || (callers !== undefined && (callers.errors > own.errors || own.requests === 0))
    ? callers
    : own;
