import { autoStepsDefaults, stepsTaken } from '../../workflows/rollout/auto-steps.ts';
import type { EvidenceSpec } from '../../workflows/rollout/judge/evidence-config.ts';
import { provableSeconds } from '../../workflows/rollout/judge/conclude.ts';
import { needsProof } from '../../workflows/rollout/judge/ladder.ts';
import { secondsToProof } from '../../workflows/rollout/judge/proof-time.ts';
import type { UsualTraffic } from '../../workflows/rollout/judge/usual-traffic.ts';
import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { simulate } from '../judge/simulate.ts';
import { durationText } from '../render/duration.ts';

/** What the service's traffic does to a plan that weighs evidence, a sentence each: its steps, and what it can prove in what time. */
export function trafficText(plan: RolloutPlan, traffic: UsualTraffic): string[] {
  const { judge } = plan;
  if (judge.kind !== 'evidence') return [];
  const { requestsPerSecond, errorRate } = traffic;
  return [
    `the service gets ${counted(requestsPerSecond, 'request')} a second, and ${errorRate === 0 ? 'none' : `${figure(100 * errorRate)} %`} of them fail`,
    ...strataText(plan, traffic),
    fittingSteps(plan, requestsPerSecond),
    proofText(plan, judge, traffic),
    detectionText(plan, traffic),
  ];
}

/** By what requests are told apart, where the plan names a label. */
function strataText({ metrics }: RolloutPlan, { strata = [] }: UsualTraffic): string[] {
  if (!('strata' in metrics)) return [];
  return strata.length > 1
    ? [`requests are told apart by ${metrics.strata}: ${LIST.format(strata)}`]
    : [`${metrics.strata} tells no requests of the last hour apart`];
}

/** Which steps fit so many requests a second; undefined where that is not known. */
export function fittingSteps(plan: RolloutPlan, requestsPerSecond: number | undefined): string {
  const traffic = { requestsPerSecond, facts: factsOf(plan.metrics) };
  const isAuto = plan.autoSteps !== undefined;
  const auto = { steps: plan.steps.slice(-1), autoSteps: plan.autoSteps ?? autoStepsDefaults };
  const weights = LIST.format(stepsTaken(auto, false, traffic).map(({ weight }) => String(weight)));
  return isAuto
    ? `with this much traffic, the steps are ${weights} %; they adapt as it changes`
    : `with this much traffic, steps: auto would take ${weights} %`;
}

function proofText(plan: RolloutPlan, judge: EvidenceSpec, traffic: UsualTraffic): string {
  const facts = factsOf(plan.metrics);
  const steps = stepsTaken(plan, false, { ...traffic, facts });
  const { weight } = steps.find((step) => needsProof(steps, step.weight, judge.proofWeight)) ?? {
    weight: 100,
  };
  const seconds = secondsToProof(judge, traffic, Math.min(weight, 99));
  const margin = 100 * Math.max(judge.marginErrorRate, traffic.errorRate / 2);
  const proving = `proving that an equally good version's error rate is at most ${counted(margin, 'point')} above stable's`;
  const time = Number.isFinite(seconds) ? `about ${durationText(Math.ceil(seconds))}` : 'more than a year';
  return seconds <= provableSeconds(judge)
    ? `${proving} takes ${time} at ${weight} %`
    : `${proving} would take ${time} at ${weight} %, but the judge waits ${durationText(judge.proofSeconds)}: expect an inconclusive verdict (onInconclusive: ${plan.onInconclusive}), or raise marginErrorRate or proofSeconds`;
}

const runs = 20;
const simulated = `${runs} simulated rollouts`;

/** What would be found, by playing the plan: the same steps and decisions against drawn traffic. */
function detectionText(plan: RolloutPlan, { requestsPerSecond, errorRate }: UsualTraffic): string {
  const bad = [errorRate + 0.05, 1].filter((rate) => rate <= 1);
  const [, ...found] = simulate({
    plan,
    judge: plan.judge,
    requestsPerSecond,
    baselineErrorRate: errorRate,
    canaryErrorRates: bad,
    runs,
  });
  const told = found.map(({ rolledBack, detectionSeconds, canaryErrorRate }) => {
    const what =
      canaryErrorRate === 1
        ? 'a version that fails every request'
        : 'a version whose error rate is 5 points higher';
    return detectionSeconds === undefined
      ? `${what} is rolled back in none of ${simulated}`
      : `${what} is rolled back in ${Math.round(rolledBack * runs)} of ${simulated}, after a median of ${durationText(Math.ceil(detectionSeconds.median))}`;
  });
  return told.join('; ');
}

const LIST = new Intl.ListFormat('en-GB');

const figure = (value: number): string => String(+value.toPrecision(2));

const counted = (value: number, noun: string): string =>
  `${figure(value)} ${noun}${figure(value) === '1' ? '' : 's'}`;
