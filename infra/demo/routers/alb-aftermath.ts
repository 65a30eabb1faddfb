import { DescribeServicesCommand, ECSClient, paginateListServices } from '@aws-sdk/client-ecs';
import {
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { VERSION_TAG } from '../../../activities/load-balancing/load-balancing.ts';
import type { Cloud } from '../../local/up/cloud.ts';
import type { Aftermath } from '../aftermath.ts';
import { clientOf } from '../aws-client.ts';
import { recordedImage } from '../recorded-image.ts';
import { forwardedBefore } from './forwarded.ts';

/** Looks at the weights of all rules of the load balancer, the health of its targets, the ECS services of versions and the record. */
export async function albAftermath(cloud: Cloud, service: string, rule: string): Promise<Aftermath> {
  const client = clientOf(cloud);
  const [serving, existing, image] = await Promise.all([
    servingVersions(new ElasticLoadBalancingV2Client(client), rule),
    existingVersions(new ECSClient(client), cloud.endpoints.environment, service),
    recordedImage(cloud, service),
  ]);
  return { serving, existing, recordedImage: image };
}

async function servingVersions(elb: ElasticLoadBalancingV2Client, rule: string): Promise<string[]> {
  const groups = (await forwardedBefore(elb, rule))
    .flat()
    .filter(({ Weight = 1 }) => Weight > 0)
    .map(({ TargetGroupArn = '' }) => TargetGroupArn);
  return Promise.all(
    [...new Set(groups)].map(async (group) => {
      const [tags, health] = await Promise.all([
        elb.send(new DescribeTagsCommand({ ResourceArns: [group] })),
        elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group })),
      ]);
      const version = tags.TagDescriptions?.[0]?.Tags?.find(({ Key }) => Key === VERSION_TAG)?.Value;
      const states = (health.TargetHealthDescriptions ?? []).map(({ TargetHealth }) => TargetHealth?.State);
      return shareOf(version, states);
    }),
  );
}

/** A version by its name alone when all of its targets are healthy, and with what they are when they are not. */
export function shareOf(version = 'nobody', states: readonly (string | undefined)[]): string {
  const isHealthy = states.length > 0 && states.every((state) => state === 'healthy');
  return isHealthy ? version : `${version} (${states.join(', ') || 'no targets'})`;
}

async function existingVersions(ecs: ECSClient, cluster: string, service: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { serviceArns = [] } of paginateListServices({ client: ecs }, { cluster }))
    names.push(...serviceArns.map((arn) => arn.split('/').at(-1) ?? ''));
  const own = names.filter((name) => name === service || name.startsWith(`${service}-`));
  if (own.length === 0) return [];
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster, services: own, include: ['TAGS'] }),
  );
  return services
    .filter(({ status }) => status !== 'INACTIVE')
    .map(
      ({ serviceName = '', tags = [] }) => tags.find(({ key }) => key === VERSION_TAG)?.value ?? serviceName,
    );
}
