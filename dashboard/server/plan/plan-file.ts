import { ok, unknown, wrong, type Finding } from '../../../activities/preflight/finding.ts';
import {
  BadDeploymentFile,
  readDeploymentText,
  type DeploymentFile,
} from '../../../client/deployment-files.ts';
import { playCanaries, summaryOf } from '../../../client/judge/simulate.ts';
import { lookAhead, type Ahead } from '../../../client/plan/ahead.ts';
import { stepsText } from '../../../client/plan/timing-text.ts';
import { trafficText } from '../../../client/plan/traffic-text.ts';
import { meanOf, type HourOfTraffic } from '../../../client/plan/whole-hours.ts';
import { isTrouble } from '../../../client/trouble.ts';
import type { UsualTraffic } from '../../../workflows/rollout/judge/usual-traffic.ts';
import type { RolloutPlan } from '../../../workflows/rollout/plan.ts';
import { lacks, type Viewer } from '../../model/viewer.ts';
import { plannedModel, type PlanAsked, type PlanModel, type Played } from '../../model/plan.ts';

/** Rollouts that are played of each version. */
const RUNS = 40;

/** What `serin simulate` takes where nothing is said. */
const GUESS: UsualTraffic = { requestsPerSecond: 10, errorRate: 0.001 };

/**
 * Lints, plans and simulates a deployment file's text. Nothing is written, and no file of this machine is read; AWS, and the metrics
 * that the file names, only for somebody who may operate the service.
 */
export async function planFile(asked: PlanAsked, viewer: Viewer): Promise<PlanModel> {
  const at = new Date().toISOString();
  const read = readOrFindings(asked);
  if ('findings' in read) return { at, asked, findings: read.findings, planned: undefined };
  const { plan } = read;
  const { environment, service, version, steps } = plan;
  const fine = ok('(file)', `${environment}/${service}: ${version.id} ${stepsText(steps)}`);
  const lacking = lacks('operator', viewer, plan);
  const ahead =
    lacking === undefined
      ? await aheadOrFinding(read)
      : { finding: unknown('(AWS)', `nothing was looked up: ${lacking}`) };
  if ('finding' in ahead) {
    const { finding } = ahead;
    const unforeseen = { stable: undefined, stages: [], obstacle: undefined };
    return { at, asked, findings: [fine, finding], planned: plannedModel(plan, unforeseen, playedOf(plan)) };
  }
  const { traffic, hours } = ahead.forecast;
  const planned = plannedModel(ahead.plan, ahead.forecast, playedOf(ahead.plan, traffic, hours));
  const sentences = [...planned.sentences, ...(traffic ? trafficText(ahead.plan, traffic) : [])];
  return { at, asked, findings: [fine, ...ahead.findings], planned: { ...planned, sentences } };
}

function readOrFindings({ file, versionId, image }: PlanAsked): DeploymentFile | { findings: Finding[] } {
  const name = file.trimStart().startsWith('{') ? 'deploy.json' : 'rollout.yaml';
  try {
    return readDeploymentText(name, file, { ...(versionId && { versionId }), ...(image && { image }) });
  } catch (error) {
    if (error instanceof BadDeploymentFile)
      return { findings: error.problems.map((problem) => ({ ...problem, outcome: 'wrong' })) };
    if (isTrouble(error, 'badInput')) return { findings: [wrong('(file)', error.message)] };
    throw error;
  }
}

/** What cannot be foreseen is a finding, and the rest is told all the same. */
async function aheadOrFinding(read: DeploymentFile): Promise<Ahead | { finding: Finding }> {
  try {
    return await lookAhead(read);
  } catch (error) {
    if (isTrouble(error, 'unreachable')) return { finding: unknown('(AWS)', error.message) };
    if (isTrouble(error, 'badInput')) return { finding: wrong('(file)', error.message) };
    throw error;
  }
}

/** By the hours of a day where they are known, else by one rate. */
function playedOf(plan: RolloutPlan, measured?: UsualTraffic, hours: readonly HourOfTraffic[] = []): Played {
  const hourlyRequestsPerSecond = hours.map((hour) => hour.requestsPerSecond);
  const { errorRate, requestsPerSecond: ofLastHour } = measured ?? GUESS;
  const requestsPerSecond = hours.length > 0 ? meanOf(hours) : ofLastHour;
  const played = playCanaries({
    plan,
    judge: plan.judge,
    requestsPerSecond,
    hourlyRequestsPerSecond,
    baselineErrorRate: errorRate,
    runs: RUNS,
  });
  return {
    traffic: { requestsPerSecond, errorRate },
    hours,
    isMeasured: measured !== undefined,
    runs: RUNS,
    played,
    canaries: played.map(summaryOf),
  };
}
