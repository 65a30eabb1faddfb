import { ApplicationAutoScalingClient } from '@aws-sdk/client-application-auto-scaling';
import { AppMeshClient } from '@aws-sdk/client-app-mesh';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { ECRClient } from '@aws-sdk/client-ecr';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { IAMClient } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { settlePlan } from '../../../activities/plan/settle.ts';
import type { Finding } from '../../../activities/preflight/finding.ts';
import { liveFindings } from '../../../client/lint/live-findings.ts';
import { liveWorld } from '../../../worker/live-world.ts';
import type { EcsWorld } from '../../activities/provisioners/ecs-world.ts';
import type { AwsServer } from '../../infra/local/aws/server.ts';

/** What lint sees of a local AWS. */
export function liveWorldOf({ settings }: AwsServer) {
  const clients = {
    appMesh: new AppMeshClient(settings),
    autoScaling: new ApplicationAutoScalingClient(settings),
    cloudFormation: new CloudFormationClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    ecr: (region: string) => new ECRClient({ ...settings, region }),
    ecs: new ECSClient(settings),
    elb: new ElasticLoadBalancingV2Client(settings),
    ssm: new SSMClient(settings),
  };
  return liveWorld(clients, new IAMClient(settings));
}

/** What a file says of version v1 beside its rule. */
export interface Changes {
  readonly image?: string;
  readonly provisioner?: object;
}

export function planOf({ alb }: EcsWorld, { image = 'cart:v1', provisioner }: Changes = {}) {
  const settled = settlePlan({
    environment: 'shop',
    service: 'cart',
    version: { id: 'v1', image },
    router: { kind: 'alb', rule: { arn: alb.rule } },
    provisioner: { kind: 'ecs', replace: 'swap', ...provisioner },
    steps: [{ weight: 10, bakeSeconds: 60 }],
    finalBakeSeconds: 60,
  });
  if (!settled.ok) throw new Error(JSON.stringify(settled.problems));
  return settled.value;
}

/** What `serin lint --live` finds. */
export const lintLive = (
  aws: AwsServer,
  ecs: EcsWorld,
  changes: Changes = {},
  role?: string,
): Promise<Finding[]> => liveFindings(planOf(ecs, changes), liveWorldOf(aws), role, Date.now() / 1000);

/** The findings about a field, as «outcome: message». */
export const told = (findings: readonly Finding[], path: string): string[] =>
  findings.filter((each) => each.path === path).map(({ outcome, message }) => `${outcome}: ${message}`);
