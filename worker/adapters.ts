import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECSClient } from '@aws-sdk/client-ecs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { createDeploymentActivities } from '../activities/deployment.ts';
import type { Activities } from '../activities/index.ts';
import { containerInsights } from '../activities/metric-sources/container-insights.ts';
import { envoyQueries } from '../activities/metric-sources/prometheus-envoy.ts';
import { prometheus } from '../activities/metric-sources/prometheus.ts';
import type { MetricSource } from '../activities/metric-sources/source.ts';
import { createMetricsActivities } from '../activities/metrics.ts';
import { temporalPulse } from '../activities/pulse.ts';
import { createPlanActivities } from '../activities/plan.ts';
import { cloudFormationProvisioner } from '../activities/provisioners/cloudformation.ts';
import { appMeshRouter } from '../activities/routers/app-mesh.ts';
import { createTrafficActivities } from '../activities/traffic.ts';
import { ssmVersionRecords } from '../activities/version-records/ssm.ts';
import { createVersionActivities } from '../activities/versions.ts';
import type { MetricsSpec } from '../workflows/rollout/plan.ts';

/** Adaptive: the client slows down by itself when AWS throttles it. Region, credentials and endpoint come from the SDK's own chain. */
const AWS = { retryMode: 'adaptive', maxAttempts: 3 } as const;

/** Joins every port with its adapters. */
export function awsActivities(): Activities {
  const appMesh = new AppMeshClient(AWS);
  const cloudFormation = new CloudFormationClient(AWS);
  const cloudWatch = new CloudWatchClient(AWS);
  const ecs = new ECSClient(AWS);
  const ssm = new SSMClient(AWS);
  return {
    ...createPlanActivities(),
    ...createTrafficActivities((spec) => appMeshRouter(appMesh, spec)),
    ...createDeploymentActivities((spec) => cloudFormationProvisioner(cloudFormation, ecs, spec)),
    ...createMetricsActivities((spec) => metricSource(cloudWatch, spec), temporalPulse),
    ...createVersionActivities(ssmVersionRecords(ssm)),
  };
}

function metricSource(cloudWatch: CloudWatchClient, spec: MetricsSpec): MetricSource {
  switch (spec.kind) {
    case 'containerInsights':
      return containerInsights(cloudWatch, spec);
    case 'envoy':
      return prometheus(envoyQueries(spec));
    case 'prometheus':
      return prometheus(spec);
  }
}
