/**
 * A bad version need not be bad from its first request on. Evidence therefore starts anew in every bucket with
 * a little of its capital: `S ← (S + π) · LR`, a mixture over start times in Shiryaev and Roberts's form. As
 * long as each factor has expectation ≤ 1, so has `reserve + S`: an e-process (Shin, Ramdas, Rinaldo 2022).
 */

/** What is invested at the start, when most bad versions are bad; the rest waits for a later onset. */
export const firstStake = 0.7;

/** Chance per second that a healthy version turns bad. */
const onsetHazard = 1 / 1000;

/** Far above every threshold; keeps the state finite, since JSON knows no infinity. */
const highest = 1e12;

/** The stake `π` of one bucket. */
export const stakeOf = (reserve: number, bucketSeconds: number): number =>
  reserve * -Math.expm1(-onsetHazard * bucketSeconds);

/** One bucket's turn for each of a grid's alternatives. */
export const accrue = (grid: readonly number[], stake: number, lnFactors: readonly number[]): number[] =>
  grid.map((evidence, i) => Math.min(highest, (evidence + stake) * Math.exp(lnFactors[i] ?? 0)));
