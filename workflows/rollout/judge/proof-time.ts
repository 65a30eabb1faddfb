import type { EvidenceSpec } from './evidence-config.ts';
import { type Demand, proofOf, provenGood, provenLate } from './proof.ts';
import type { UsualTraffic } from './usual-traffic.ts';

/** Longer than anybody waits, in seconds. */
const foreverSeconds = 365 * 86_400;

type Margins = Pick<EvidenceSpec, 'marginErrorRate' | 'marginSlowShare'>;

/**
 * How many seconds at a weight (percent) it takes to prove that a canary fails no more than stable, if it fails as much: by the stricter
 * demand where that is later than the plan wants. Infinity beyond a year.
 */
export function secondsToProof(
  config: Margins & Pick<EvidenceSpec, 'proofSeconds'>,
  traffic: UsualTraffic,
  weight: number,
): number {
  const seconds = secondsUntil(config, traffic, weight, provenGood);
  return seconds <= config.proofSeconds ? seconds : secondsUntil(config, traffic, weight, provenLate);
}

function secondsUntil(
  config: Margins,
  { requestsPerSecond, errorRate }: UsualTraffic,
  weight: number,
  demand: Demand,
): number {
  const provenAfter = (seconds: number) => {
    const side = (share: number) => {
      const requests = requestsPerSecond * seconds * share;
      return { requests, events: requests * errorRate };
    };
    const errors = { canary: side(weight / 100), stable: side(1 - weight / 100) };
    return proofOf(config, { errors, slow: [] }, [], demand).proven;
  };
  let [tooFew, enough] = [0, 1];
  while (!provenAfter(enough)) {
    if (enough > foreverSeconds) return Infinity;
    [tooFew, enough] = [enough, 2 * enough];
  }
  while (enough - tooFew > 1 + enough / 100) {
    const middle = (tooFew + enough) / 2;
    if (provenAfter(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}
