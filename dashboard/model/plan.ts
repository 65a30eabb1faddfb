import type { Finding } from '../../activities/preflight/finding.ts';
import type { Forecast } from '../../client/plan/foretold.ts';
import { timingText } from '../../client/plan/timing-text.ts';
import type { PlayedCanary, SimulatedCanary } from '../../client/judge/simulate.ts';
import type { UsualTraffic } from '../../workflows/rollout/judge/usual-traffic.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { describeSplit, sameSplit } from '../../workflows/rollout/traffic-split.ts';
import type { HourOfTraffic } from '../../client/plan/whole-hours.ts';
import { coursePlots, type CoursePlot } from './course-plots.ts';
import { dayPlots, type DayPlot } from './day-plots.ts';

/** What somebody wants to have looked at: a deployment file's text, and what a build would say of its version. */
export interface PlanAsked {
  readonly file: string;
  readonly versionId?: string | undefined;
  readonly image?: string | undefined;
}

/** The page of a rollout that has not begun. */
export interface PlanModel {
  readonly at: string;
  readonly asked: PlanAsked | undefined;
  readonly findings: readonly Finding[];
  readonly planned: PlannedModel | undefined;
}

/** What a rollout of the file would do, if everything goes well, and how it would go with good and bad versions. */
export interface PlannedModel {
  readonly environment: string;
  readonly service: string;
  readonly stable: string | undefined;
  readonly version: string;
  readonly image: string;
  /** What it would end with instead. */
  readonly obstacle: string | undefined;
  readonly steps: RolloutPlan['steps'];
  readonly sentences: readonly string[];
  readonly stages: readonly StageModel[];
  readonly simulated: SimulatedModel;
  readonly plots: readonly CoursePlot[];
  readonly dayPlots: readonly DayPlot[];
}

export interface StageModel {
  readonly what: string;
  /** Seconds after the canary is ready, at the earliest; negative before that. */
  readonly afterSeconds: number;
  /** Who gets how much before and after, where that changes. */
  readonly traffic: string | undefined;
  /** AWS calls that write, such as "elasticloadbalancing ModifyRule". */
  readonly calls: readonly { readonly name: string; readonly told: string }[];
}

export interface SimulatedModel {
  readonly traffic: UsualTraffic;
  /** What it is made of; none where no whole hour is known. */
  readonly hours: readonly HourOfTraffic[];
  /** Whether that is what the service gets; else it is a guess. */
  readonly isMeasured: boolean;
  readonly runs: number;
  readonly canaries: readonly SimulatedCanary[];
}

/** What was played of a plan, by which traffic. */
export interface Played extends Omit<SimulatedModel, 'canaries'> {
  readonly played: readonly PlayedCanary[];
  readonly canaries: readonly SimulatedCanary[];
}

export function plannedModel(
  plan: RolloutPlan,
  { stable, stages, obstacle }: Forecast,
  { played, ...simulated }: Played,
): PlannedModel {
  const { environment, service, version, steps } = plan;
  return {
    environment,
    service,
    stable,
    version: version.id,
    image: version.image,
    obstacle,
    steps,
    sentences: timingText(plan),
    stages: stages.map(({ what, afterSeconds, before, after, calls }) => ({
      what,
      afterSeconds,
      traffic: sameSplit(before, after) ? undefined : `${describeSplit(before)} → ${describeSplit(after)}`,
      calls: calls.map(({ service: of, action, told }) => ({
        name: `${of} ${action}`,
        told: JSON.stringify(told),
      })),
    })),
    simulated,
    plots: coursePlots(version.id, stages, played),
    dayPlots: dayPlots(simulated.hours, played),
  };
}
