import { planWatcher } from '../../../client/simulation/plan-watcher.ts';
import { envoyBoundsMs } from '../../../client/simulation/traffic.ts';
import type { History } from '../../../workflows/rollout/judge/baseline.ts';
import { evidenceDefaults } from '../../../workflows/rollout/judge/evidence-config.ts';
import { autoStepsDefaults, type PlannedSteps } from '../../../workflows/rollout/auto-steps.ts';
import type { Start } from '../measure.ts';
import type { Regime, Scenario } from '../scenario.ts';

const steps = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((weight) => ({
  weight,
  bakeSeconds: weight === 100 ? 300 : 60,
}));
const atOnce = [{ weight: 100, bakeSeconds: 540 }];
const auto: PlannedSteps = { steps: [{ weight: 100, bakeSeconds: 300 }], autoSteps: autoStepsDefaults };

/** Ten steps of a minute, as all the others take them. */
export const serin: Start = (...rollout) => watching({ steps }, ...rollout);

/** Steps that the traffic chooses. */
export const serinAuto: Start = (...rollout) => watching(auto, ...rollout);

function watching(
  plan: PlannedSteps,
  scenario: Scenario,
  { bucketSeconds, lagSeconds, countedTogether = false }: Regime,
  history: () => History,
) {
  const { firstDeployment = false, latency = false, tasksGrow = false, countedApart = false } = scenario;
  return planWatcher({
    plan: firstDeployment ? { steps: atOnce } : plan,
    judge: { ...evidenceDefaults, ...scenario.judge },
    policy: { onInconclusive: 'advance', limits: { extensionSeconds: 0, holdSeconds: Infinity } },
    facts: {
      bucketSeconds,
      lagSeconds,
      countedTogether: countedTogether && !countedApart,
      ...(latency && { latencyBoundsMs: envoyBoundsMs }),
    },
    history: history(),
    firstDeployment,
    tasksGrow,
    since: 0,
  });
}
