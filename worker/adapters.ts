import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { noopMetricMeter, type MetricMeter } from '@temporalio/common';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { metricsAdapter, provisionerAdapter, routerAdapter } from '../activities/adapters.ts';
import type { Attempting } from '../activities/attempts.ts';
import type { AwsClients } from '../activities/aws-clients.ts';
import { createClearingActivities } from '../activities/clear-away.ts';
import { createCommitActivities } from '../activities/commit-version.ts';
import { createDeploymentActivities } from '../activities/deployment.ts';
import type { ActivitiesOfPorts } from '../activities/index.ts';
import { createEcsNativeActivities } from '../activities/ecs-native.ts';
import { ecrImages } from '../activities/images/ecr.ts';
import { createLockActivities } from '../activities/locks.ts';
import { createMetricsActivities } from '../activities/metrics.ts';
import { loadBalancingLanes } from '../activities/load-balancing/budget.ts';
import { createPaces, paced, type Paces } from '../activities/pace.ts';
import { createPlanActivities } from '../activities/plan.ts';
import type { Settle } from '../activities/plan/settle.ts';
import { createRecordingActivities } from '../activities/record-serving.ts';
import { createScalingActivities } from '../activities/scaling.ts';
import { applicationAutoScaling } from '../activities/scaling/application-auto-scaling.ts';
import { lookAroundBy } from '../activities/surroundings.ts';
import { createTrafficActivities } from '../activities/traffic.ts';
import { unlessCancelled } from '../activities/unless-cancelled.ts';
import { BakeWatcher } from '../activities/watching/watcher.ts';
import { ssmVersionRecords } from '../activities/version-records/ssm.ts';
import { createVersionActivities } from '../activities/versions.ts';
import type { Policy } from '../activities/policy/policy.ts';
import type { AwsPlace } from './accounts.ts';
import { askedByActivity } from './asked-by-activity.ts';
import { counted } from './metrics/aws-requests.ts';
import { countLooks } from './metrics/looks.ts';
import { notificationActivities } from './notifiers.ts';
import { SDK_SETTINGS } from './sdk-settings.ts';
import { trafficLocks } from './traffic-locks.ts';
import { LATE_LOOKS } from '../workflows/rollout/late-write.ts';
import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';

/** @param workers how many workers there are, which share what AWS allows */
export const loadBalancingPace = (workers: () => number): Paces => createPaces(loadBalancingLanes(workers));

/**
 * @param place where they work; what it leaves out comes from the SDK's own chain
 * @param meter what counts their requests; they are not counted unless given
 * @param pace what the calls of the load balancing API keep to, whichever clients of the account make them; a pace of their own unless given
 */
export function awsClients(
  place: AwsPlace = {},
  meter: MetricMeter = noopMetricMeter,
  pace: Paces = loadBalancingPace(() => 1),
): AwsClients {
  const settings = { ...SDK_SETTINGS, ...place };
  const each = <Client extends Attempting>(client: Client) => counted(client, meter);
  const writing = <Client extends Attempting>(client: Client) => counted(unlessCancelled(client), meter);
  return {
    appMesh: writing(new AppMeshClient(settings)),
    autoScaling: writing(new ApplicationAutoScalingClient(settings)),
    cloudFormation: writing(new CloudFormationClient(settings)),
    cloudWatch: each(new CloudWatchClient(settings)),
    ecr: (region) => each(new ECRClient({ ...settings, region })),
    ecs: writing(new ECSClient(settings)),
    elb: counted(paced(unlessCancelled(new ElasticLoadBalancingV2Client(settings)), pace), meter),
    // A parameter counts its writes: after a lost reply it is looked at first, which the SDK's repetition would not do.
    ssm: writing(new SSMClient({ ...settings, maxAttempts: 1 })),
  };
}

/**
 * Joins every port with its adapters.
 *
 * @param searchable whether Temporal knows the search attributes of rollouts
 * @param notifications what tells people
 * @param policy what may be carried out; everything where left out
 * @param settle where deployment files are checked: in the caller's own thread where left out
 * @param watcher what watches bakes
 * @param meter what counts looks at metrics; they are not counted unless given
 */
export function awsActivities(
  clients: AwsClients,
  searchable: boolean,
  notifications = notificationActivities({}),
  policy?: Policy,
  settle?: Settle,
  watcher = new BakeWatcher(),
  meter: MetricMeter = noopMetricMeter,
): ActivitiesOfPorts {
  const provisioner = (spec: ProvisionerSpec) => provisionerAdapter(spec).provisioner(clients, spec);
  const seen = {
    ...createTrafficActivities((spec, memory) => routerAdapter(spec).router(clients, spec, memory)),
    ...createScalingActivities(provisioner, applicationAutoScaling(clients.autoScaling, clients.cloudWatch)),
  };
  const versions = {
    ...seen,
    ...createDeploymentActivities(provisioner, seen),
    ...createVersionActivities(ssmVersionRecords(clients.ssm)),
  };
  const locking = createLockActivities(
    (spec) => routerAdapter(spec).router(clients, spec),
    trafficLocks,
    versions,
  );
  const committing = {
    ...createRecordingActivities(provisioner, versions),
    ...createClearingActivities({ ...versions, ...locking }),
  };
  return {
    ...versions,
    ...locking,
    ...committing,
    ...createCommitActivities({ ...versions, ...committing }),
    ...createPlanActivities({
      searchable,
      images: ecrImages(clients.ecr),
      policy,
      lateLooks: LATE_LOOKS,
      settle,
    }),
    ...createEcsNativeActivities(clients.ecs, clients.elb),
    ...createMetricsActivities({
      sourceFor: (spec) => metricsAdapter(spec).source(clients, spec),
      lookAround: lookAroundBy(
        (spec, memory) => routerAdapter(spec).router(clients, spec, memory),
        provisioner,
      ),
      watcher,
      asked: askedByActivity,
      count: countLooks(meter),
    }),
    ...notifications,
  };
}
