/** How a rollout kept time. */
export interface Clock {
  /** How long each weight was held, as a multiple of its bake. */
  readonly steps: readonly number[];
  /** From the first weight until it was promoted, as a multiple of all bakes. */
  readonly whole: number;
}

/** By when its weights were written, when its last bake was over, and when it was promoted (epoch milliseconds). */
export function clockOf(
  bakes: readonly { readonly bakeSeconds: number }[],
  { written, baked, promoted }: { written: readonly number[]; baked: number; promoted: number },
): Clock {
  if (written.length !== bakes.length)
    throw new Error(`${written.length} weights were written, for ${bakes.length} bakes`);
  const ends = [...written.slice(1), baked];
  const sum = bakes.reduce((seconds, { bakeSeconds }) => seconds + bakeSeconds, 0);
  return {
    steps: bakes.map(({ bakeSeconds }, i) => (ends[i]! - written[i]!) / 1000 / bakeSeconds),
    whole: (promoted - written[0]!) / 1000 / sum,
  };
}
