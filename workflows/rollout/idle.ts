import type { RolloutStatus } from './status.ts';

/** Since when none of some versions has had traffic, as far as the router was read; undefined where one has some, or nothing was read. */
export function idleSince(
  weights: RolloutStatus['weights'],
  versions: readonly string[],
): string | undefined {
  const last = weights.findLastIndex(({ split }) =>
    split.some(({ version, weight }) => weight > 0 && versions.includes(version)),
  );
  return weights[last + 1]?.at;
}
