import {
  type CloudFormationClient,
  DescribeAccountLimitsCommand,
  paginateListStacks,
} from '@aws-sdk/client-cloudformation';
import { DescribeClustersCommand, type ECSClient } from '@aws-sdk/client-ecs';

/** How much of a quota is used. */
export interface Usage {
  readonly what: string;
  readonly used: number;
  readonly limit: number;
}

/** AWS's default, which has no call of its own to be asked by. */
const SERVICES_PER_CLUSTER = 5000;

/** The services of an ECS cluster. Fails where there is no such cluster. */
export async function servicesOfCluster(ecs: ECSClient, cluster: string): Promise<Usage> {
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [cluster] }));
  const found = clusters.find(({ status }) => status === 'ACTIVE');
  if (found === undefined) throw new Error(`there is no ECS cluster ${cluster}`);
  return {
    what: `services of cluster ${cluster}`,
    used: found.activeServicesCount ?? 0,
    limit: SERVICES_PER_CLUSTER,
  };
}

/** The CloudFormation stacks of the account in this Region. */
export async function stacksOfAccount(cloudFormation: CloudFormationClient): Promise<Usage> {
  const { AccountLimits = [] } = await cloudFormation.send(new DescribeAccountLimitsCommand({}));
  const limit = AccountLimits.find(({ Name }) => Name === 'StackLimit')?.Value ?? 2000;
  let used = 0;
  for await (const { StackSummaries = [] } of paginateListStacks({ client: cloudFormation }, {}))
    used += StackSummaries.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE').length;
  return { what: 'CloudFormation stacks', used, limit };
}
