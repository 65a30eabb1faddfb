import {
  type ApplicationAutoScalingClient,
  type ScalableTarget,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-application-auto-scaling';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ApplicationFailure } from '@temporalio/common';
import { handOver } from './hand-over.ts';
import { HOLD_TAG, suspendScaleIn, scalingTagsOf, scalableTargetsOf } from './scalable-targets.ts';
import type { Scaling } from './scaling.ts';

/**
 * Application Auto Scaling. What was there before a hold is kept as a tag beside what is held, so that it outlives whoever holds it: the tag
 * is written first and removed last.
 */
export const applicationAutoScaling = (
  client: ApplicationAutoScalingClient,
  cloudWatch: CloudWatchClient,
): Scaling => ({
  async scaled(services) {
    return (await scalableTargetsOf(client, services)).flatMap(({ ResourceId }) => ResourceId ?? []);
  },

  async hold(services, holder) {
    const targets = await scalableTargetsOf(client, services);
    const held: ScalableTarget[] = [];
    for (const target of targets) {
      // By somebody else, who will want it so afterwards, or by an earlier attempt.
      if (target.SuspendedState?.DynamicScalingInSuspended) continue;
      const { ScalableTargetARN: ResourceARN } = target;
      await client.send(new TagResourceCommand({ ResourceARN, Tags: { [HOLD_TAG]: holder } }));
      await suspendScaleIn(client, target, true);
      held.push(target);
    }
    if (held.length > 0) await expectHeld(client, held);
    return targets.length;
  },

  async release(services) {
    let held = 0;
    for (const target of await scalableTargetsOf(client, services)) {
      if (!(HOLD_TAG in (await scalingTagsOf(client, target)))) continue;
      await suspendScaleIn(client, target, false);
      const { ScalableTargetARN: ResourceARN } = target;
      await client.send(new UntagResourceCommand({ ResourceARN, TagKeys: [HOLD_TAG] }));
      held += 1;
    }
    return held;
  },

  handOver: (succession) => handOver(client, cloudWatch, succession),
});

/** A release that follows at once would find nothing to let go of, as long as the hold cannot be seen. Fails as `NotYet` until it can. */
async function expectHeld(
  client: ApplicationAutoScalingClient,
  targets: readonly ScalableTarget[],
): Promise<void> {
  const seen = await scalableTargetsOf(
    client,
    targets.flatMap(({ ResourceId }) => ResourceId ?? []),
  );
  for (const target of seen) {
    const suspended = target.SuspendedState?.DynamicScalingInSuspended ?? false;
    if (suspended && HOLD_TAG in (await scalingTagsOf(client, target))) continue;
    const message = `that scale-in of ${target.ResourceId} is suspended cannot be seen yet`;
    throw ApplicationFailure.create({ type: 'NotYet', message, category: 'BENIGN' });
  }
}
