import { afterLook, type Baking } from './baking.ts';
import type { Leeway, Standing } from './decide.ts';
import type { Verdict } from './judge/verdict.ts';
import type { Surroundings } from './surroundings.ts';
import { sameTraffic, type TrafficSplit } from './traffic-split.ts';

/** What a look may go on to at once, where all is well: the next step's split, in place of the one that is wanted now. */
export interface AskedOnward {
  readonly leeway: Leeway;
  readonly baking: Baking;
  readonly standing: Omit<Standing, keyof Baking | 'now'>;
  readonly wanted: TrafficSplit;
  readonly next: TrafficSplit;
}

/**
 * Why a look at `now` (epoch seconds) lets the rollout go on, where nothing is to be mended or asked before: nobody has changed the weights,
 * and whoever has traffic could answer. An earlier attempt may have gone on already. Undefined where it does not.
 */
export function reasonToGoOn(
  { leeway, baking, standing, wanted, next }: AskedOnward,
  verdict: Verdict,
  { live, healthy }: Surroundings,
  now: number,
): string | undefined {
  const { action } = afterLook(leeway, baking, { ...standing, now }, verdict);
  const served = live.filter(({ weight }) => weight > 0);
  const isWell =
    (sameTraffic(live, wanted) || sameTraffic(live, next)) &&
    served.every(({ version }) => (healthy[version] ?? 0) > 0);
  return action.kind === 'advance' && isWell ? action.reason : undefined;
}
