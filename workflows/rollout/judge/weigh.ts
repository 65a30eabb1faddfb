import { boundsOfGrid, stakesOfLatency } from './against-latency.ts';
import { stakesAgainstStable } from './against-stable.ts';
import type { Grids } from './grids.ts';
import type { LatencyBound } from './latency-bounds.ts';
import { firstStake } from './onset-mixture.ts';

/** Evidence against the canary: the whole, M, and its parts. Each is 1 before anything was seen. */
export interface Evidence {
  readonly M: number;
  /** Against the stable of the same bucket, bursts against it, against the bound, of latency. */
  readonly A?: number;
  readonly R?: number;
  readonly B: number;
  readonly L?: number;
}

/** Whether what speaks against the canary is less than anybody minds: its errors, its bursts, its latency at each bound. */
export interface Tolerated {
  readonly errors: boolean;
  readonly bursts: boolean;
  readonly latency: readonly boolean[];
}

export const nothingTolerated: Tolerated = { errors: false, bursts: false, latency: [] };

const shares = { A: 0.4, R: 0.1, B: 0.25, L: 0.25 };

/**
 * The evidence so far. For a healthy canary each part is an e-process, and so is their weighted mean: by
 * Ville's inequality M ever reaches 1/α with chance ≤ α, at every look and for every rule when to stop. What is tolerated
 * counts no more than its stake, which only lowers it.
 */
export function weigh(
  reserve: number,
  grids: Grids,
  tolerated: Tolerated,
  bounds: readonly LatencyBound[],
): Evidence {
  const unless = (isTolerated: boolean | undefined) => (evidence: number) =>
    isTolerated ? Math.min(firstStake, evidence) : evidence;
  const boundOf = boundsOfGrid(bounds);
  const stakes = (grid: readonly number[], weights?: readonly number[]) =>
    grid.length === 0
      ? undefined
      : reserve + grid.reduce((sum, value, i) => sum + value * (weights?.[i] ?? 1 / grid.length), 0);

  const parts = {
    A: stakes(grids.againstStable.map(unless(tolerated.errors)), stakesAgainstStable),
    R: stakes(grids.recurrence.map(unless(tolerated.bursts))),
    B: stakes(grids.againstBound) ?? 1,
    L: stakes(
      grids.againstLatency.map((evidence, i) => unless(tolerated.latency[boundOf[i] ?? 0])(evidence)),
      stakesOfLatency(bounds),
    ),
  };
  let [sum, weight] = [0, 0];
  for (const name of ['A', 'R', 'B', 'L'] as const) {
    const value = parts[name];
    if (value === undefined) continue;
    sum += shares[name] * value;
    weight += shares[name];
  }
  return {
    M: sum / weight,
    B: parts.B,
    ...(parts.A === undefined ? {} : { A: parts.A }),
    ...(parts.R === undefined ? {} : { R: parts.R }),
    ...(parts.L === undefined ? {} : { L: parts.L }),
  };
}
