import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOf } from '../../../infra/demo/aws-client.ts';
import type { AlbLab } from './lab.ts';

const SECONDS = 3600;
const ANSWERS = [2, 3, 4, 5].map((digit) => `HTTPCode_Target_${digit}XX_Count`);

/** How many requests of the last hour each target group of the rule did not answer, the fewest first, as the load balancer counted them. */
export async function unansweredByGroup({ cloud, rule }: AlbLab): Promise<number[]> {
  const aws = clientOf(cloud);
  const { Rules } = await new ElasticLoadBalancingV2Client(aws).send(
    new DescribeRulesCommand({ RuleArns: [rule] }),
  );
  const groups = Rules?.[0]?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
  const sums = async (group: string, metrics: readonly string[]): Promise<number> => {
    const { MetricDataResults = [] } = await new CloudWatchClient(aws).send(
      new GetMetricDataCommand({
        StartTime: new Date(Date.now() - SECONDS * 1000),
        EndTime: new Date(Date.now() + 1000),
        MetricDataQueries: metrics.map((MetricName, i) => ({
          Id: `m${i}`,
          MetricStat: {
            Metric: {
              Namespace: 'AWS/ApplicationELB',
              MetricName,
              Dimensions: [
                { Name: 'LoadBalancer', Value: rule.split('/').slice(1, 4).join('/') },
                { Name: 'TargetGroup', Value: group.split(':').at(-1) },
              ],
            },
            Period: 60,
            Stat: 'Sum',
          },
        })),
      }),
    );
    return MetricDataResults.flatMap(({ Values = [] }) => Values).reduce((sum, value) => sum + value, 0);
  };
  const unanswered = groups.map(
    async ({ TargetGroupArn = '' }) =>
      (await sums(TargetGroupArn, ['RequestCount'])) - (await sums(TargetGroupArn, ANSWERS)),
  );
  return (await Promise.all(unanswered)).sort((a, b) => a - b);
}
