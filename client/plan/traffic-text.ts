import { autoStepsDefaults, stepsTaken } from '../../workflows/rollout/auto-steps.ts';
import type { EvidenceSpec } from '../../workflows/rollout/judge/evidence-config.ts';
import { provableSeconds } from '../../workflows/rollout/judge/conclude.ts';
import { needsProof } from '../../workflows/rollout/judge/ladder.ts';
import { secondsToProof } from '../../workflows/rollout/judge/proof-time.ts';
import type { UsualTraffic } from '../../workflows/rollout/judge/usual-traffic.ts';
import { factsOf } from '../../workflows/rollout/metric-facts.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { simulate } from '../judge/simulate.ts';
import { duration } from '../render/duration.ts';

/** What the service's traffic does to a plan that weighs evidence, a sentence each: its steps, and what it can prove in what time. */
export function trafficText(plan: RolloutPlan, traffic: UsualTraffic): string[] {
  const { judge } = plan;
  if (judge.kind !== 'evidence') return [];
  const { requestsPerSecond, errorRate } = traffic;
  const gets = `the service gets ${figure(requestsPerSecond)} requests a second, ${figure(100 * errorRate)} % of them fail`;
  return [
    gets,
    fittingSteps(plan, requestsPerSecond),
    proofText(plan, judge, traffic),
    detectionText(plan, traffic),
  ];
}

/** Which steps fit so many requests a second; undefined where that is not known. */
export function fittingSteps(plan: RolloutPlan, requestsPerSecond: number | undefined): string {
  const traffic = { requestsPerSecond, facts: factsOf(plan.metrics) };
  const isAuto = plan.autoSteps !== undefined;
  const auto = { steps: plan.steps.slice(-1), autoSteps: plan.autoSteps ?? autoStepsDefaults };
  const weights = stepsTaken(auto, false, traffic).map(({ weight }) => weight);
  return isAuto
    ? `with that its steps are ${weights.join(', ')} %; they follow the traffic`
    : `steps: auto would take ${weights.join(', ')} % with that`;
}

function proofText(plan: RolloutPlan, judge: EvidenceSpec, traffic: UsualTraffic): string {
  const facts = factsOf(plan.metrics);
  const steps = stepsTaken(plan, false, { ...traffic, facts });
  const { weight } = steps.find((step) => needsProof(steps, step.weight, judge.proofWeight)) ?? {
    weight: 100,
  };
  const seconds = secondsToProof(judge, traffic, Math.min(weight, 99));
  const margin = 100 * Math.max(judge.marginErrorRate, traffic.errorRate / 2);
  const what = `that a version as good as the present one fails at most ${figure(margin)} points more`;
  const longest = provableSeconds(judge);
  return seconds <= longest
    ? `at ${weight} % it takes about ${duration(Math.ceil(seconds))} to prove ${what}`
    : `at ${weight} % it would take ${Number.isFinite(seconds) ? `about ${duration(Math.ceil(seconds))}` : 'forever'} to prove ${what}, and it waits ${duration(judge.proofSeconds)}: expect that nothing is proven (onInconclusive: ${plan.onInconclusive}), or say a greater marginErrorRate or proofSeconds`;
}

const runs = 20;

/** What would be found, by playing the plan: the same steps and decisions against drawn traffic. */
function detectionText(plan: RolloutPlan, { requestsPerSecond, errorRate }: UsualTraffic): string {
  const bad = [Math.min(1, errorRate + 0.05), 1];
  const [, ...found] = simulate({
    plan,
    judge: plan.judge,
    requestsPerSecond,
    baselineErrorRate: errorRate,
    canaryErrorRates: bad,
    runs,
  });
  const told = found.map(({ rolledBack, detectionSeconds, canaryErrorRate }) => {
    const what = canaryErrorRate === 1 ? 'one that fails everything' : 'a version that fails 5 points more';
    return detectionSeconds === undefined
      ? `${what} is not found`
      : `${what} is rolled back in ${(100 * rolledBack).toFixed(0)} % of ${runs} simulated rollouts, after ${duration(Math.ceil(detectionSeconds.median))} in the median`;
  });
  return told.join('; ');
}

const figure = (value: number): string => String(+value.toPrecision(2));
