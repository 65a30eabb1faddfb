import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import type { Act } from '../../activities/made-calls.ts';
import { nextCommands } from '../../client/render/next-commands.ts';
import { watchedVerdict } from '../../client/render/evidence-text.ts';
import { headline, troubles } from '../../client/render/status-text.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { MetricsSpec } from '../../workflows/rollout/metrics-spec.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import {
  stableVersion,
  type Phase,
  type RolloutStatus,
  type VerdictRecord,
} from '../../workflows/rollout/status.ts';
import { actionsOf, type ActionModel } from './actions.ts';
import { actingIn, type Acting } from './acting.ts';
import { evidenceIn, type EvidenceLevel } from './evidence.ts';
import { logOf, type LogEntry } from './log.ts';
import { marksOf, type PlotMark } from './marks.ts';
import { planFacts, type PlanFact } from './plan-facts.ts';
import { plotsOf, type Plot } from './plots.ts';
import { stepsIn, type StepModel } from './steps.ts';
import { toneOf, type Tone } from './tone.ts';
import type { Viewer } from './viewer.ts';
import { callLines, type CallLine } from './made-calls.ts';
import type { PageLink } from './page-link.ts';
import { tasksIn, type VersionTasks } from './tasks.ts';
import { trafficIn, type CanaryTraffic } from './traffic.ts';

/** The page of one rollout. Times are ISO unless told otherwise. */
export interface RolloutModel {
  /** When it was read, by the server's clock. */
  readonly at: string;
  readonly environment: string;
  readonly service: string;
  readonly runId: string;
  /** The run id of its first execution, by which a command says which rollout it is for. */
  readonly firstRunId: string;
  readonly running: boolean;
  readonly stable: string | undefined;
  readonly canary: string;
  readonly phase: Phase;
  readonly tone: Tone;
  /** Such as "baking, step 2 of 4 at 66 %". */
  readonly state: string;
  readonly acting: Acting;
  /** What it waits for, or how it ended. */
  readonly sentence: string;
  readonly until: string | undefined;
  readonly troubles: readonly string[];
  /** What can be typed next, the likeliest first. */
  readonly commands: readonly string[];
  readonly traffic: CanaryTraffic | undefined;
  readonly steps: readonly StepModel[];
  readonly stepNumber: number | undefined;
  readonly evidence: EvidenceLevel | undefined;
  readonly healthyTasks: readonly { readonly version: string; readonly healthy: number }[];
  /** As ECS tells of them, where it was looked at. */
  readonly tasks: readonly VersionTasks[];
  /** Why ECS could not be looked at. */
  readonly tasksTrouble: string | undefined;
  readonly plots: readonly Plot[];
  readonly marks: readonly PlotMark[];
  /** The span that all plots show, epoch seconds; it ends now unless the rollout has ended. */
  readonly span: { readonly from?: number; readonly to?: number };
  /** The newest first. */
  readonly verdicts: readonly VerdictRecord[];
  readonly log: readonly LogEntry[];
  /** Whose metrics are read. Their address is nobody's business here, and may hold a password. */
  readonly metrics: MetricsSpec['kind'] | undefined;
  readonly warnings: readonly string[];
  readonly links: readonly PageLink[];
  /** What its plan says, as far as that is known. */
  readonly plan: readonly PlanFact[];
  /** What it has changed in AWS, the newest first. */
  readonly calls: readonly CallLine[];
  readonly actions: readonly ActionModel[];
}

/** What is around a rollout: when it is looked at, what its watches thought before, and where else it can be seen. */
export interface Around {
  readonly now: Date;
  /** Who looks at it. */
  readonly viewer: Viewer;
  readonly watched: readonly Verdict[];
  readonly links: readonly PageLink[];
  readonly plan?: RolloutPlan | undefined;
  /** Whether it is the latest of its service; otherwise nothing can be asked of it once it has ended. */
  readonly isLatest?: boolean;
  /** The tasks of its versions, or why they cannot be seen. */
  readonly tasks?: SeenTasks | { readonly trouble: string } | undefined;
  readonly acts?: readonly Act[];
}

export function rolloutModel(view: RolloutView, around: Around): RolloutModel {
  const { now, watched, links, plan, tasks, acts = [] } = around;
  const { status, running, runId } = view;
  const acting = actingIn(status);
  const present = running ? watchedVerdict(view) : undefined;
  const plots = plotsOf(status, present ? [...watched, present] : watched);
  return {
    at: now.toISOString(),
    environment: status.environment,
    service: status.service,
    runId,
    firstRunId: status.firstRunId,
    running,
    stable: stableVersion(status),
    canary: status.canary,
    phase: status.phase,
    tone: acting.kind === 'person' ? 'waiting' : toneOf(status.phase),
    state: headline(status),
    acting,
    sentence: status.outcome?.reason ?? status.waitsFor?.what ?? '',
    ...pendingIn(view),
    commands: nextCommands(status),
    traffic: trafficIn(status),
    steps: stepsIn(status),
    stepNumber: status.step?.number,
    evidence: evidenceIn(view),
    healthyTasks: status.healthyTasks,
    ...tasksTold(status, tasks),
    plots,
    marks: marksOf(status),
    span: spanOf(plots, running ? undefined : status.events.at(-1)?.at),
    verdicts: status.verdicts.toReversed(),
    log: logOf(status),
    metrics: status.metrics?.kind,
    warnings: status.warnings,
    links,
    plan: planFacts(plan),
    calls: callLines(acts),
    actions: offered(view, around),
  };
}

/** What ended has no more to wait for, and nothing that is tried again. */
const pendingIn = ({ running, status, attempts }: RolloutView): Pick<RolloutModel, 'until' | 'troubles'> =>
  running
    ? { until: status.waitsFor?.until, troubles: troubles(attempts) }
    : { until: undefined, troubles: [] };

/** Nothing can be asked of a rollout that was ended from outside, nor of one that another may have followed. */
const offered = ({ running, status }: RolloutView, { viewer, isLatest }: Around): readonly ActionModel[] =>
  running || (isLatest && status.outcome !== undefined) ? actionsOf(status, viewer) : [];

const tasksTold = (
  status: RolloutStatus,
  tasks: Around['tasks'],
): Pick<RolloutModel, 'tasks' | 'tasksTrouble'> => ({
  tasks: tasks && 'tasks' in tasks ? tasksIn(status, tasks) : [],
  tasksTrouble: tasks && troubleWith(tasks),
});

/** Before the first version there is no service either, but not in the account of another one. */
const troubleWith = (tasks: NonNullable<Around['tasks']>): string | undefined => {
  if ('trouble' in tasks) return tasks.trouble;
  return tasks.services.length > 0
    ? undefined
    : 'ECS has no such service in the account and Region that this server looks at';
};

function spanOf(plots: readonly Plot[], ended: string | undefined): RolloutModel['span'] {
  const begins = plots.flatMap(({ times }) => times.slice(0, 1));
  return {
    ...(begins.length > 0 && { from: Math.min(...begins) }),
    ...(ended !== undefined && { to: Date.parse(ended) / 1000 }),
  };
}
