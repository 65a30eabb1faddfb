import type { TrafficSplit } from './traffic-split.ts';

/**
 * When the traffic is looked at once more after a rollout's end, in seconds from there. AWS has carried out writes half a minute after
 * they were asked for; nothing later than a few minutes is known.
 */
export const LATE_LOOKS: readonly number[] = [60, 300];

/**
 * Whether a split can only come of a write that AWS carried out after the rollout had ended: whoever gets traffic beside the version that
 * serves was removed by it. A target group without its version stands in no split, but what it gets is missing there. What
 * somebody else gets is somebody's wish, and so is a router that names nobody.
 */
export function isLateWrite(
  live: TrafficSplit,
  serving: string | undefined,
  removed: readonly string[],
): boolean {
  const others = live.filter(({ version, weight }) => weight > 0 && version !== serving);
  const served = live.find(({ version }) => version === serving)?.weight ?? 0;
  const isMissing = serving !== undefined && live.length > 0 && served < 100;
  return others.every(({ version }) => removed.includes(version)) && (others.length > 0 || isMissing);
}
