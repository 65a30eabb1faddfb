import { planWatcher } from '../../../client/simulation/plan-watcher.ts';
import { envoyBoundsMs } from '../../../client/simulation/traffic.ts';
import type { History } from '../../../workflows/rollout/judge/baseline.ts';
import { evidenceDefaults } from '../../../workflows/rollout/judge/evidence-config.ts';
import type { Regime, Scenario } from '../scenario.ts';

const steps = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((weight) => ({
  weight,
  bakeSeconds: weight === 100 ? 300 : 60,
}));
const atOnce = [{ weight: 100, bakeSeconds: 540 }];

export function serin(scenario: Scenario, { bucketSeconds, lagSeconds }: Regime, history: History) {
  const { firstDeployment = false, latency = false } = scenario;
  return planWatcher({
    steps: firstDeployment ? atOnce : steps,
    judge: { ...evidenceDefaults, ...scenario.judge },
    policy: { onInconclusive: 'advance', limits: { extensionSeconds: 0, holdSeconds: Infinity } },
    facts: { bucketSeconds, lagSeconds, ...(latency && { latencyBoundsMs: envoyBoundsMs }) },
    history,
    firstDeployment,
    since: 0,
  });
}
