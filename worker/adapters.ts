import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createDeploymentActivities } from '../activities/deployment.ts';
import type { Activities } from '../activities/index.ts';
import { ecrImages } from '../activities/images/ecr.ts';
import { albBalancing } from '../activities/load-balancing/alb.ts';
import { byNode } from '../activities/metric-sources/by-node.ts';
import { containerInsights } from '../activities/metric-sources/container-insights.ts';
import { loadBalancerMetrics } from '../activities/metric-sources/load-balancer.ts';
import { ownCloudWatch } from '../activities/metric-sources/own-cloud-watch.ts';
import { envoyQueries } from '../activities/metric-sources/prometheus-envoy.ts';
import { prometheus } from '../activities/metric-sources/prometheus.ts';
import type { MetricSource } from '../activities/metric-sources/source.ts';
import { createMetricsActivities } from '../activities/metrics.ts';
import { paced } from '../activities/pace.ts';
import { temporalPulse } from '../activities/pulse.ts';
import { createNotificationActivities } from '../activities/notifications.ts';
import { createPlanActivities } from '../activities/plan.ts';
import { cloudFormationProvisioner } from '../activities/provisioners/cloudformation.ts';
import { ecsProvisioner } from '../activities/provisioners/ecs.ts';
import { givenProvisioner } from '../activities/provisioners/given.ts';
import type { Provisioner } from '../activities/provisioners/provisioner.ts';
import { appMeshRouter } from '../activities/routers/app-mesh.ts';
import type { TrafficRouter } from '../activities/routers/router.ts';
import { weightedGroupsRouter } from '../activities/routers/weighted-groups.ts';
import { createScalingActivities } from '../activities/scaling.ts';
import { applicationAutoScaling } from '../activities/scaling/application-auto-scaling.ts';
import { createTrafficActivities } from '../activities/traffic.ts';
import { unlessCancelled } from '../activities/unless-cancelled.ts';
import { ssmVersionRecords } from '../activities/version-records/ssm.ts';
import { createVersionActivities } from '../activities/versions.ts';
import { notifiers } from './notifiers.ts';
import type { MetricsSpec } from '../workflows/rollout/metrics-spec.ts';
import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';

/**
 * Adaptive: the client slows down by itself when AWS throttles it. Region, credentials and endpoint come from the SDK's own chain.
 * A call that hangs is asked again while there is time for it in the same attempt of an activity, which has 10 s or more.
 */
const AWS = {
  retryMode: 'adaptive',
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 2000, requestTimeout: 6000, throwOnRequestTimeout: true },
} as const;

/** What one worker takes of the 10 reads and 3 writes a second that an account has in a Region. */
const LOAD_BALANCING = { readsPerSecond: 9, writesPerSecond: 2 };

/** The AWS services that a rollout asks. */
export interface AwsClients {
  readonly appMesh: AppMeshClient;
  readonly autoScaling: ApplicationAutoScalingClient;
  readonly cloudFormation: CloudFormationClient;
  readonly cloudWatch: CloudWatchClient;
  /** Images are asked for in the Region of their registry. */
  readonly ecr: (region: string) => ECRClient;
  readonly ecs: ECSClient;
  readonly elb: ElasticLoadBalancingV2Client;
  readonly ssm: SSMClient;
}

export const awsClients = (): AwsClients => ({
  appMesh: unlessCancelled(new AppMeshClient(AWS)),
  autoScaling: unlessCancelled(new ApplicationAutoScalingClient(AWS)),
  cloudFormation: unlessCancelled(new CloudFormationClient(AWS)),
  cloudWatch: new CloudWatchClient(AWS),
  ecr: (region) => new ECRClient({ ...AWS, region }),
  ecs: unlessCancelled(new ECSClient(AWS)),
  elb: paced(unlessCancelled(new ElasticLoadBalancingV2Client(AWS)), LOAD_BALANCING),
  // A parameter counts its writes: after a lost reply it is looked at first, which the SDK's repetition would not do.
  ssm: unlessCancelled(new SSMClient({ ...AWS, maxAttempts: 1 })),
});

/**
 * Joins every port with its adapters.
 *
 * @param searchable whether Temporal knows the search attributes of rollouts
 * @param env where the URLs and secrets of notifications stand
 */
export function awsActivities(
  clients: AwsClients,
  searchable: boolean,
  env: NodeJS.ProcessEnv = {},
): Activities {
  return {
    ...createPlanActivities(searchable, ecrImages(clients.ecr)),
    ...createTrafficActivities((spec) => router(clients, spec)),
    ...createDeploymentActivities((spec) => provisioner(clients, spec)),
    ...createMetricsActivities((spec) => metricSource(clients, spec), temporalPulse),
    ...createNotificationActivities(notifiers(env)),
    ...createScalingActivities(
      (spec) => provisioner(clients, spec),
      applicationAutoScaling(clients.autoScaling, clients.cloudWatch),
    ),
    ...createVersionActivities(ssmVersionRecords(clients.ssm)),
  };
}

export function router({ appMesh, elb }: AwsClients, spec: RouterSpec): TrafficRouter {
  switch (spec.kind) {
    case 'appMesh':
      return appMeshRouter(appMesh, spec);
    case 'alb':
      return weightedGroupsRouter(albBalancing(elb, spec.rule));
  }
}

export function provisioner({ cloudFormation, ecs, elb }: AwsClients, spec: ProvisionerSpec): Provisioner {
  switch (spec.kind) {
    case 'cloudFormation':
      return cloudFormationProvisioner(cloudFormation, ecs, spec);
    case 'ecs':
      return ecsProvisioner(ecs, albBalancing(elb, spec.rule), spec);
    case 'given':
      return givenProvisioner(ecs, spec);
  }
}

export function metricSource({ cloudWatch, elb }: AwsClients, spec: MetricsSpec): MetricSource {
  switch (spec.kind) {
    case 'containerInsights':
      return containerInsights(cloudWatch, spec);
    case 'loadBalancer':
      return loadBalancerMetrics(cloudWatch, albBalancing(elb, spec.rule), spec);
    case 'cloudwatch':
      return ownCloudWatch(cloudWatch, spec);
    case 'envoy':
      return byNode(prometheus(envoyQueries(spec)), spec);
    case 'prometheus':
      return prometheus(spec);
  }
}
