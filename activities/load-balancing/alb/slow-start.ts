import {
  DescribeTargetGroupAttributesCommand,
  type ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';

/** For how many seconds a group's new targets get less than their share; 0 where it has no slow start. */
export async function slowStartSeconds(elb: ElasticLoadBalancingV2Client, group: string): Promise<number> {
  const { Attributes = [] } = await elb.send(
    new DescribeTargetGroupAttributesCommand({ TargetGroupArn: group }),
  );
  return Number(Attributes.find(({ Key }) => Key === 'slow_start.duration_seconds')?.Value ?? 0);
}
