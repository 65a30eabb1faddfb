import type { DeploymentLifecycleHookDetail, ECSClient, ServiceDeployment } from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { NativeDeployment } from '../../../workflows/rollout/native-deployment.ts';
import { describeDeployment, revisionsOf } from './revisions.ts';

/** What a look asks about services: the deployment, and each of its two revisions. Their tags have a limit of their own. */
export const SERVICE_READS_OF_LOOK = 3;

/** How a deployment is, by its ARN. */
export async function lookAtDeployment(ecs: ECSClient, arn: string): Promise<NativeDeployment> {
  const deployment = await describeDeployment(ecs, arn);
  if (deployment === undefined)
    throw ApplicationFailure.create({
      type: 'NotYet',
      message: `ECS does not know ${arn}`,
      category: 'BENIGN',
    });
  const { status = 'PENDING', statusReason, lifecycleHookDetails = [], lifecycleStage: stage } = deployment;
  const hook = status === 'IN_PROGRESS' ? lifecycleHookDetails.find(awaitsAction) : undefined;
  return {
    arn,
    status,
    ...(statusReason !== undefined && { reason: statusReason }),
    ...(hook?.hookId !== undefined &&
      (isForOthers(stage) ? { waitsForOthersAt: stage } : { pause: pauseOf(hook.hookId, hook) })),
    split: await splitOf(ecs, deployment),
  };
}

/** Whoever has a hook before any traffic is shifted has it for another reason than to judge that. A hook's details do not say its stage. */
const isForOthers = (stage: string | undefined): stage is string =>
  stage !== undefined &&
  ['RECONCILE_SERVICE', 'PRE_SCALE_UP', 'POST_SCALE_UP', 'POST_TEST_TRAFFIC_SHIFT'].includes(stage);

const awaitsAction = ({ targetType, status }: DeploymentLifecycleHookDetail): boolean =>
  targetType === 'PAUSE' && status === 'AWAITING_ACTION';

const pauseOf = (hook: string, { expiresAt }: DeploymentLifecycleHookDetail) => ({
  hook,
  ...(expiresAt && { expiresAt: expiresAt.toISOString() }),
});

async function splitOf(
  ecs: ECSClient,
  { sourceServiceRevisions = [], targetServiceRevision }: ServiceDeployment,
) {
  const [source] = sourceServiceRevisions;
  const summaries = [source, targetServiceRevision].filter((each) => each !== undefined);
  const revisions = await revisionsOf(ecs, summaries);
  return summaries.flatMap(({ requestedProductionTrafficWeight: weight = 0 }, i) => {
    const version = revisions[i]?.version;
    return version === undefined ? [] : [{ version, weight }];
  });
}
