import type { createBeginActivities } from './begin.ts';
import type { createClearingActivities } from './clear-away.ts';
import type { createCommitActivities } from './commit-version.ts';
import type { createDeploymentActivities } from './deployment.ts';
import type { createEcsNativeActivities } from './ecs-native.ts';
import type { createLockActivities } from './locks.ts';
import type { createMetricsActivities } from './metrics.ts';
import type { createNotificationActivities } from './notifications.ts';
import type { createPlanActivities } from './plan.ts';
import type { createPreflightActivities } from './preflight.ts';
import type { createRecordingActivities } from './record-serving.ts';
import type { createScalingActivities } from './scaling.ts';
import type { createTrafficActivities } from './traffic.ts';
import type { createVersionActivities } from './versions.ts';

/** Everything that a rollout can ask of the outside world. */
export type Activities = ActivitiesOfPorts &
  ReturnType<typeof createPreflightActivities> &
  ReturnType<typeof createBeginActivities>;

/** What acts on the ports, and can be rehearsed. */
export type ActivitiesOfPorts = ReturnType<typeof createPlanActivities> &
  ReturnType<typeof createLockActivities> &
  ReturnType<typeof createClearingActivities> &
  ReturnType<typeof createCommitActivities> &
  ReturnType<typeof createRecordingActivities> &
  ReturnType<typeof createTrafficActivities> &
  ReturnType<typeof createDeploymentActivities> &
  ReturnType<typeof createEcsNativeActivities> &
  ReturnType<typeof createMetricsActivities> &
  ReturnType<typeof createNotificationActivities> &
  ReturnType<typeof createScalingActivities> &
  ReturnType<typeof createVersionActivities>;
