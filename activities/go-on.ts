import type { Verdict } from '../workflows/rollout/judge/verdict.ts';
import { reasonToGoOn, type AskedOnward } from '../workflows/rollout/onward.ts';
import type { Surroundings, WentOnward } from '../workflows/rollout/surroundings.ts';
import type { SeenAround } from './surroundings.ts';

/**
 * Goes on to the next step where all is well. What fails is the rollout's to try again, and to tell of.
 *
 * @param now when it was looked, in epoch seconds by the rollout's clock
 */
export async function goOn(
  onward: AskedOnward,
  verdict: Verdict,
  surroundings: Surroundings,
  shift: SeenAround['shift'],
  now: number,
): Promise<WentOnward | undefined> {
  const at = Math.max(now, Date.now() / 1000);
  const reason = reasonToGoOn(onward, verdict, surroundings, at);
  if (reason === undefined) return undefined;
  const split = await shift(onward.next).catch(() => undefined);
  return { reason, at, ...(split && { split }) };
}
