import { type Counts, errorsOf } from './bucket.ts';
import { latencyAt, type Shape, shapeOf } from './latency-quantile.ts';
import { type Proportion, wilsonInterval } from './score-interval.ts';
import type { Percentile } from './tolerance.ts';

/** A quantity of both versions, and between what the canary's less stable's lies, in the quantity's unit. */
export interface Effect {
  readonly canary: number;
  readonly stable: number;
  readonly lower: number;
  readonly upper: number;
}

/** Standard deviations of a 95 % interval: it describes one look, and decides nothing. */
const z = 1.96;

interface Estimate {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** The difference of two estimates from their own intervals (Newcombe 1998; MOVER, Zou and Donner 2008). */
const effectOf = (canary: Estimate, stable: Estimate): Effect => {
  const difference = canary.value - stable.value;
  return {
    canary: canary.value,
    stable: stable.value,
    lower: difference - Math.hypot(canary.value - canary.lower, stable.upper - stable.value),
    upper: difference + Math.hypot(canary.upper - canary.value, stable.value - stable.lower),
  };
};

/** Failed requests, as fractions; undefined if a side has no requests. */
export function errorEffect(canary: Counts, stable: Counts): Effect | undefined {
  if (canary.requests === 0 || stable.requests === 0) return undefined;
  return effectOf(rateOf(errorsOf(canary)), rateOf(errorsOf(stable)));
}

const rateOf = (seen: Proportion): Estimate => ({
  value: seen.events / seen.requests,
  ...wilsonInterval(seen, z),
});

const shareOf: Readonly<Record<Percentile, number>> = { p50: 0.5, p95: 0.95, p99: 0.99 };

/** A percentile of latency, in ms; undefined if a side has no requests, or any of it lies above the last bound. */
export function latencyEffect(
  canary: Counts,
  stable: Counts,
  boundsMs: readonly number[],
  percentile: Percentile,
): Effect | undefined {
  const [ofCanary, ofStable] = [canary, stable].map(({ latency = [] }) => {
    const shape = shapeOf(latency, boundsMs);
    return shape && timeOf(shape, shareOf[percentile]);
  });
  if (!ofCanary || !ofStable) return undefined;
  const effect = effectOf(ofCanary, ofStable);
  return Object.values(effect).every(Number.isFinite) ? effect : undefined;
}

/** The order statistics whose ranks are as far off as a share of so many requests may be. */
function timeOf(shape: Shape, share: number): Estimate {
  const { lower, upper } = wilsonInterval({ events: share * shape.total, requests: shape.total }, z);
  return {
    value: latencyAt(shape, share),
    lower: latencyAt(shape, lower),
    upper: latencyAt(shape, upper),
  };
}

const percentiles = ['p50', 'p95', 'p99'] as const;

/** What of both versions differs, in words: errors, and the percentile of latency that differs most surely. */
export function describeEffects(
  canary: Counts,
  stable: Counts,
  boundsMs: readonly number[],
): string | undefined {
  const errors = errorEffect(canary, stable);
  const [slowest] = percentiles
    .flatMap((percentile) => {
      const effect = latencyEffect(canary, stable, boundsMs, percentile);
      return effect ? [{ percentile, effect }] : [];
    })
    .toSorted((a, b) => b.effect.lower / b.effect.stable - a.effect.lower / a.effect.stable);
  const said = [
    errors
      ? `${percent(errors.canary)} % failed against ${percent(errors.stable)} % (${signed(100 * errors.lower, 2)} to ${signed(100 * errors.upper, 2)} points)`
      : [],
    slowest
      ? `${slowest.percentile} ${ms(slowest.effect.canary)} ms against ${ms(slowest.effect.stable)} ms (${signed(slowest.effect.lower, 0)} to ${signed(slowest.effect.upper, 0)})`
      : [],
  ].flat();
  return said.length === 0 ? undefined : said.join(', ');
}

const percent = (fraction: number): string => String(+(100 * fraction).toPrecision(3));
const ms = (value: number): string => String(+value.toPrecision(3));
const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
