import type { Facts } from './judge/situation.ts';
import type { Step } from './steps.ts';

/** Within what bounds a rollout chooses its own steps. Weights are percent of traffic. */
export interface AutoSteps {
  /** No weight is smaller. */
  readonly from: number;
  /** No weight before all of the traffic is larger. */
  readonly to: number;
  /** A weight is at most so many times the one before it. */
  readonly growth: number;
  /** A step is watched at least for so long. */
  readonly bakeSeconds: number;
}

export const autoStepsDefaults: AutoSteps = { from: 1, to: 80, growth: 2, bakeSeconds: 60 };

/** From so many requests a second on, what fails everything is found at the least weight, before it harms many. */
const busyRequestsPerSecond = 50;
const glanceSeconds = 30;

/** Where the canary gets so many requests a second, evidence comes with each bucket. */
const wantedRequestsPerSecond = 7.5;

/** With less traffic than that allows, or where nobody knows it, the first weight is this one. */
const largestFirstWeight = 10;

/**
 * The steps before all of the traffic, for a service that gets so many requests a second; undefined where that is not known. A glance
 * at the least weight where the service is busy, then from where the canary gets enough to be judged by, each weight a multiple of
 * the one before, to the next whole percent. The judge's doubt keeps a weight for longer. No step is shorter than one period of the metrics and its lag.
 */
function stepsFor(auto: AutoSteps, traffic: KnownTraffic): Step[] {
  const { from, to } = auto;
  const { requestsPerSecond = 0 } = traffic;
  const first = firstWeight(from, Math.min(to, largestFirstWeight), requestsPerSecond);
  const glance = { weight: from, bakeSeconds: Math.max(glanceSeconds, shortestSeconds(traffic)) };
  const isBusy = requestsPerSecond >= busyRequestsPerSecond;
  return [...(isBusy && from < first ? [glance] : []), ...stepsAbove(auto, first, traffic)];
}

const shortestSeconds = ({ facts: { bucketSeconds, lagSeconds } }: KnownTraffic): number =>
  Math.ceil(bucketSeconds + lagSeconds);

function firstWeight(from: number, largest: number, requestsPerSecond: number): number {
  if (requestsPerSecond === 0) return Math.max(from, largest);
  return Math.max(from, Math.min(largest, Math.ceil((100 * wantedRequestsPerSecond) / requestsPerSecond)));
}

/** The greatest weight that growth allows after one; weights are whole. */
const grown = (weight: number, growth: number): number => Math.floor(weight * growth) + 1;

/** From a first weight up to the largest, by ratios that are alike and at most the growth. */
function stepsAbove({ to, growth, bakeSeconds }: AutoSteps, first: number, traffic: KnownTraffic): Step[] {
  const count = Math.ceil(Math.log(to / first) / Math.log(growth));
  const weights = Array.from({ length: count + 1 }, (_, i) =>
    Math.round(first * (to / first) ** (i / Math.max(1, count))),
  );
  return [...new Set(weights)].map((weight) => ({
    weight,
    bakeSeconds: Math.max(bakeSeconds, shortestSeconds(traffic)),
  }));
}

/** How many requests a second a service gets, where that is known, and how its metrics come. */
export interface KnownTraffic {
  readonly requestsPerSecond: number | undefined;
  readonly facts: Pick<Facts, 'bucketSeconds' | 'lagSeconds'>;
}

/** What a plan says about its steps: all of them, or the last one alone and the bounds of those before it. */
export interface PlannedSteps {
  readonly steps: readonly Step[];
  readonly autoSteps?: AutoSteps;
}

/** The steps that a rollout begins with: where there is nobody to share the traffic with, all of it at once, and judged. */
export function stepsTaken(
  { steps, autoSteps }: PlannedSteps,
  firstDeployment: boolean,
  traffic: KnownTraffic,
): readonly Step[] {
  if (firstDeployment) return steps.slice(-1);
  return autoSteps ? [...stepsFor(autoSteps, traffic), ...steps] : steps;
}

/** The greatest weight that may follow one: for what has to be made ready before it. */
export function greatestNext({ steps, autoSteps }: PlannedSteps, weight: number): number {
  if (autoSteps && weight < autoSteps.to)
    return Math.min(autoSteps.to, Math.max(largestFirstWeight, grown(weight, autoSteps.growth)));
  return steps.find((step) => step.weight > weight)?.weight ?? weight;
}

/** The steps of a rollout in which a weight has been judged: what is ahead of it follows the traffic that was seen meanwhile. */
export function stepsFrom(
  { steps, autoSteps }: PlannedSteps,
  taken: readonly Step[],
  weight: number,
  traffic: KnownTraffic,
): readonly Step[] {
  if (!autoSteps || taken.length === 1) return taken;
  const behind = taken.filter((step) => step.weight <= weight);
  const next = Math.min(autoSteps.to, grown(weight, autoSteps.growth));
  const ahead = stepsFor(autoSteps, traffic).filter((step) => step.weight > weight);
  // With less traffic than before, what would be the first weight may be too far above the present one.
  const isFar = weight > autoSteps.from && ahead.some((step, i) => i === 0 && step.weight > next);
  const reached = isFar ? stepsAbove(autoSteps, next, traffic) : ahead;
  return [...behind, ...reached, ...steps.filter((last) => last.weight > weight)];
}
