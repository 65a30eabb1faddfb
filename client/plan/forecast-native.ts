import type { Rehearsal } from '../../worker/rehearsal.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { AwsCall } from '../../activities/rehearsal/rehearsed.ts';
import type { EcsNativeSpec } from '../../workflows/rollout/ecs-native-spec.ts';
import type { NativeService } from '../../workflows/rollout/native-deployment.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { allTo, splitAt, type TrafficSplit } from '../../workflows/rollout/traffic-split.ts';
import { orFailWithoutAws } from '../aws-trouble.ts';
import { bestCase } from '../simulation/best-case.ts';
import { Trouble } from '../trouble.ts';
import type { Forecast, Stage } from './foretold.ts';
import { trafficBefore } from './traffic-before.ts';

/** What a rollout would do to a service whose traffic ECS itself shifts: one call lets ECS on from each step. */
export async function nativeForecast(
  plan: RolloutPlan,
  spec: EcsNativeSpec,
  rehearsal: Rehearsal,
): Promise<Forecast> {
  const { version } = plan;
  const { activities, calls } = rehearsal;
  const stages: Stage[] = [];
  let stable: string | undefined;
  try {
    const service = await activities.lookAtService(spec).catch(orFailWithoutAws);
    stable = service.stable;
    const { underWay } = service;
    if (underWay !== undefined && !underWay.isOwn && !spec.adopt)
      return { stable, stages, obstacle: `a deployment of ${underWay.version} is under way` };
    if (stable === version.id) return { stable, stages, obstacle: `${version.id} serves already` };
    const known = await trafficBefore(rehearsal, plan.metrics, stable);
    const before = calls.length;
    if (!spec.adopt)
      await activities.deployVersion(spec, version.id, rolloutId(plan.environment, plan.service));
    const given = weightBefore(spec, service);
    const split = splitFrom(given, version.id, stable);
    const written = calls.slice(before).filter(({ writes }) => writes);
    stages.push({
      what: spec.adopt ? `take over the deployment of ${version.id}` : `deploy ${version.id}`,
      afterSeconds: -1,
      before: split,
      after: split,
      calls: written,
    });
    const { onwards, seconds, last } = stepsAhead(
      plan,
      spec,
      stable,
      given,
      known.traffic?.requestsPerSecond,
    );
    stages.push(...onwards);
    stages.push({
      what: `let ECS end the deployment, and ${stable}'s tasks`,
      afterSeconds: seconds,
      before: last,
      after: allTo(version.id),
      calls: spec.adopt ? [onward(spec)] : [onward(spec), restoring(spec, service)],
    });
    const { tasks, launchType } = service;
    const besides = { tasks, launchType };
    return { stable, ...known, stages, besides, obstacle: undefined };
  } catch (error) {
    if (error instanceof Trouble) throw error;
    return { stable, stages, obstacle: (error as Error).message };
  }
}

/** The steps from a weight on that others have given already, with the traffic and the time at their end. */
function stepsAhead(
  plan: RolloutPlan,
  spec: EcsNativeSpec,
  stable: string,
  given: number,
  requestsPerSecond: number | undefined,
) {
  const { id } = plan.version;
  const stays = bestCase(plan, false, requestsPerSecond);
  const begins = stays.find(({ step }) => step.weight >= given)?.from ?? 0;
  const onwards: Stage[] = [];
  let [last, seconds] = [splitFrom(given, id, stable), 0];
  for (const [i, { step, from, to }] of stays.entries()) {
    if (step.weight < given) continue;
    const after = splitAt(step.weight, id, stable);
    const what = `step ${i + 1} of ${stays.length}, which ECS makes`;
    const calls = step.weight === given ? [] : [onward(spec)];
    onwards.push({ what, afterSeconds: from - begins, before: last, after, calls });
    [last, seconds] = [after, to - begins];
  }
  return { onwards, seconds, last };
}

/** What the deployment that is taken over gives the new version already. */
const weightBefore = ({ adopt }: EcsNativeSpec, { underWay }: NativeService): number =>
  adopt ? (underWay?.weight ?? 0) : 0;

const splitFrom = (given: number, canary: string, stable: string): TrafficSplit =>
  given > 0 ? splitAt(given, canary, stable) : allTo(stable);

const onward = ({ service }: EcsNativeSpec): AwsCall =>
  call('ContinueServiceDeployment', { service, action: 'CONTINUE' });

/** A call that a rehearsal cannot come to: it is made of a deployment that is not there. */
const call = (action: string, told: AwsCall['told']): AwsCall => ({
  service: 'ecs',
  action,
  writes: true,
  input: told,
  told,
});

const restoring = ({ cluster, service }: EcsNativeSpec, { configuration }: NativeService): AwsCall =>
  call('UpdateService', { cluster, service, deploymentConfiguration: configuration });
