import type { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import type { AppMeshClient } from '@aws-sdk/client-app-mesh';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import type { ECRClient } from '@aws-sdk/client-ecr';
import type { ECSClient } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SSMClient } from '@aws-sdk/client-ssm';

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
