import type { RolloutStatus } from '../../workflows/rollout/status.ts';

/** The canary's share of the traffic in percent: what was asked for, and what the router was seen to give. */
export interface CanaryTraffic {
  readonly wanted: number;
  readonly got: number;
}

/** Undefined before the router has been read. */
export function trafficIn({ wanted, readBack, canary }: RolloutStatus): CanaryTraffic | undefined {
  if (readBack.length === 0) return undefined;
  const weightIn = (split: typeof readBack) => split.find(({ version }) => version === canary)?.weight ?? 0;
  const got = weightIn(readBack);
  return { wanted: wanted.length === 0 ? got : weightIn(wanted), got };
}
