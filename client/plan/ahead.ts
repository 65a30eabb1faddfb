import type { Finding } from '../../activities/preflight/finding.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { DeploymentFile } from '../deployment-files.ts';
import { liveFindings } from '../lint/live-findings.ts';
import { askOthers } from '../rollouts/others.ts';
import { askRunning } from '../rollouts/running.ts';
import { forecast, type Forecast } from './forecast.ts';
import { settled } from './settled.ts';

/** What a rollout of a deployment file would find, and what it would do. */
export interface Ahead {
  /** As a worker settles it, the image's digest included. */
  readonly plan: RolloutPlan;
  readonly findings: readonly Finding[];
  readonly forecast: Forecast;
}

/** Looks at AWS, metrics and Temporal as `serin lint --live` and `serin plan` do; nothing is written. @throws Trouble where AWS cannot be called */
export async function lookAhead({ content, plan }: DeploymentFile): Promise<Ahead> {
  // AWS's clients take a moment to load.
  const { liveWorld } = await import('../../worker/live-world.ts');
  const { startRehearsal } = await import('../../worker/rehearsal.ts');
  const rehearsal = startRehearsal();
  const pinned = await settled(rehearsal, content);
  const running = askRunning(plan.environment, plan.service);
  const [findings, told] = await Promise.all([
    liveFindings(plan, liveWorld(), undefined, Date.now() / 1000, running, askOthers),
    forecast(pinned, rehearsal),
  ]);
  return { plan: pinned, findings, forecast: told };
}
