import {
  type ApplicationAutoScalingClient,
  ListTagsForResourceCommand,
  paginateDescribeScalableTargets,
  RegisterScalableTargetCommand,
  type ScalableTarget,
} from '@aws-sdk/client-application-auto-scaling';
import type { ServiceId } from './scaling.ts';

/** What of an ECS service is scaled: the number of its tasks. */
export const TASKS = { ServiceNamespace: 'ecs', ScalableDimension: 'ecs:service:DesiredCount' } as const;

/** The tag of a scalable target whose scale-in a rollout holds: its workflow id. Scale-in that was suspended before gets none. */
export const HOLD_TAG = 'serin:scale-in-suspended-by';

/** A call names so many services at most. */
const PER_CALL = 50;

/** The scalable targets of services; one without is not scaled. */
export async function scalableTargetsOf(
  client: ApplicationAutoScalingClient,
  services: readonly ServiceId[],
): Promise<ScalableTarget[]> {
  const found: ScalableTarget[] = [];
  for (let i = 0; i < services.length; i += PER_CALL) {
    const input = { ...TASKS, ResourceIds: services.slice(i, i + PER_CALL) };
    for await (const { ScalableTargets = [] } of paginateDescribeScalableTargets({ client }, input))
      found.push(...ScalableTargets);
  }
  return found;
}

export async function scalingTagsOf(
  client: ApplicationAutoScalingClient,
  { ScalableTargetARN }: ScalableTarget,
): Promise<Record<string, string>> {
  const { Tags = {} } = await client.send(new ListTagsForResourceCommand({ ResourceARN: ScalableTargetARN }));
  return Tags;
}

/** Suspends scale-in or lets it go on; what else is suspended stays so. */
export async function suspendScaleIn(
  client: ApplicationAutoScalingClient,
  { ResourceId, SuspendedState }: ScalableTarget,
  suspended: boolean,
): Promise<void> {
  if ((SuspendedState?.DynamicScalingInSuspended ?? false) === suspended) return;
  await client.send(
    new RegisterScalableTargetCommand({
      ...TASKS,
      ResourceId,
      SuspendedState: { ...SuspendedState, DynamicScalingInSuspended: suspended },
    }),
  );
}
