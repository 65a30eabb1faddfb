import type { Activities } from '../../activities/index.ts';
import type { CountLook } from '../../activities/look.ts';
import { createBeginActivities } from '../../activities/begin.ts';
import { createClearingActivities } from '../../activities/clear-away.ts';
import { createCommitActivities } from '../../activities/commit-version.ts';
import { createDeploymentActivities } from '../../activities/deployment.ts';
import { createLockActivities } from '../../activities/locks.ts';
import { createMetricsActivities } from '../../activities/metrics.ts';
import { createNotificationActivities } from '../../activities/notifications.ts';
import { createPlanActivities } from '../../activities/plan.ts';
import { createPreflightActivities } from '../../activities/preflight.ts';
import { createRecordingActivities } from '../../activities/record-serving.ts';
import { createScalingActivities } from '../../activities/scaling.ts';
import { lookAroundBy } from '../../activities/surroundings.ts';
import { createTrafficActivities } from '../../activities/traffic.ts';
import { createVersionActivities } from '../../activities/versions.ts';
import { BakeWatcher } from '../../activities/watching/watcher.ts';
import { askedByActivity } from '../../worker/asked-by-activity.ts';
import { trafficLocks } from '../../worker/traffic-locks.ts';
import { nativeActivities } from './ecs-native/activities.ts';
import { imagesElsewhere } from './images.ts';
import type { World } from './world.ts';

/** What of a world a worker's activities use. */
export type PortsOfWorld = Pick<
  World,
  'router' | 'provisioner' | 'scaling' | 'records' | 'source' | 'policy' | 'lateLooks' | 'tell' | 'rehearse'
>;

/** The worker's activities on the ports of a world, asked for anew at every call. */
export const activitiesIn = (
  world: () => PortsOfWorld,
  watcher = new BakeWatcher(),
  count?: CountLook,
): Activities => {
  const seen = {
    ...createTrafficActivities(() => world().router),
    ...createScalingActivities(() => world().provisioner, {
      scaled: (...given) => world().scaling.scaled(...given),
      hold: (...given) => world().scaling.hold(...given),
      release: (...given) => world().scaling.release(...given),
      handOver: (...given) => world().scaling.handOver(...given),
    }),
  };
  const versions = {
    ...seen,
    ...createDeploymentActivities(() => world().provisioner, seen),
    ...createVersionActivities({
      read: (...given) => world().records.read(...given),
      write: (...given) => world().records.write(...given),
    }),
  };
  const locking = createLockActivities(() => world().router, trafficLocks, versions);
  const committing = {
    ...createRecordingActivities(() => world().provisioner, versions),
    ...createClearingActivities({ ...versions, ...locking }),
  };
  const parts = {
    ...versions,
    ...locking,
    ...committing,
    ...createCommitActivities({ ...versions, ...committing }),
    settlePlan: (input: unknown) => {
      const { policy, lateLooks } = world();
      return createPlanActivities({
        searchable: false,
        images: imagesElsewhere,
        policy,
        lateLooks,
      }).settlePlan(input);
    },
    ...nativeActivities(() => {
      throw new Error('no ECS service of this world has its traffic shifted by ECS');
    }),
    usualTraffic: (...given: Parameters<Activities['usualTraffic']>) =>
      metricsIn(world(), watcher, count).usualTraffic(...given),
    judgeStep: (...given: Parameters<Activities['judgeStep']>) =>
      metricsIn(world(), watcher, count).judgeStep(...given),
    watchStep: (...given: Parameters<Activities['watchStep']>) =>
      metricsIn(world(), watcher, count).watchStep(...given),
    ...createNotificationActivities((channel) => ({
      notify: (event, _links, thread) => world().tell(channel, event, thread),
    })),
    ...createPreflightActivities({
      rehearsal: () => ({
        calls: [],
        activities: {
          createVersion: () =>
            world()
              .rehearse()
              .then(() => ''),
          deployVersion: () =>
            world()
              .rehearse()
              .then(() => ''),
        },
        blindnessOf: () => Promise.resolve(undefined),
      }),
      role: () => Promise.resolve(undefined),
      askIam: () => Promise.resolve([]),
    }),
  };
  return { ...parts, ...createBeginActivities(parts) };
};

/** A watch goes on when the activity that asked for it has ended, which alone knows in which world it is. */
const metricsIn = (own: PortsOfWorld, watcher: BakeWatcher, count?: CountLook) =>
  createMetricsActivities({
    sourceFor: () => own.source,
    lookAround: lookAroundBy(
      () => own.router,
      () => own.provisioner,
    ),
    watcher,
    asked: askedByActivity,
    count,
  });
