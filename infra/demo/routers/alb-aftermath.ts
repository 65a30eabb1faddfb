import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  paginateListServices,
} from '@aws-sdk/client-ecs';
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { VERSION_TAG } from '../../../activities/load-balancing/load-balancing.ts';
import { versionIn } from '../../../activities/images/version-in.ts';
import type { Cloud } from '../../local/up/cloud.ts';
import type { Aftermath } from '../aftermath.ts';
import { clientOf } from '../aws-client.ts';
import { recordedImage } from '../recorded-image.ts';
import { forwardedBefore } from './forwarded.ts';

/** Looks at the weights of all rules of the load balancer, the health of its targets, what the ECS services run and the record. */
export async function albAftermath(cloud: Cloud, service: string, rule: string): Promise<Aftermath> {
  const client = clientOf(cloud);
  const runs = await runningVersions(new ECSClient(client), cloud.endpoints.environment, service);
  const [serving, image] = await Promise.all([
    servingVersions(new ElasticLoadBalancingV2Client(client), rule, runs),
    recordedImage(cloud, service),
  ]);
  return { serving, existing: runs.map(({ version }) => version), recordedImage: image };
}

/** An ECS service by the version that its task definition runs, and the target groups that it is in. */
interface Runs {
  readonly version: string;
  readonly groups: readonly (string | undefined)[];
}

async function servingVersions(
  elb: ElasticLoadBalancingV2Client,
  rule: string,
  runs: readonly Runs[],
): Promise<string[]> {
  const groups = (await forwardedBefore(elb, rule))
    .flat()
    .filter(({ Weight = 1 }) => Weight > 0)
    .map(({ TargetGroupArn = '' }) => TargetGroupArn);
  return Promise.all(
    [...new Set(groups)].map(async (group) => {
      const health = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn: group }));
      const states = (health.TargetHealthDescriptions ?? []).map(({ TargetHealth }) => TargetHealth?.State);
      return shareOf(runs.find(({ groups: own }) => own.includes(group))?.version, states);
    }),
  );
}

/** A version by its name alone when all of its targets are healthy, and with what they are when they are not. */
export function shareOf(version = 'nobody', states: readonly (string | undefined)[]): string {
  const isHealthy = states.length > 0 && states.every((state) => state === 'healthy');
  return isHealthy ? version : `${version} (${states.join(', ') || 'no targets'})`;
}

async function runningVersions(ecs: ECSClient, cluster: string, service: string): Promise<Runs[]> {
  const names: string[] = [];
  for await (const { serviceArns = [] } of paginateListServices({ client: ecs }, { cluster }))
    names.push(...serviceArns.map((arn) => arn.split('/').at(-1) ?? ''));
  const own = names.filter((name) => name === service || name.startsWith(`${service}-`));
  if (own.length === 0) return [];
  const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: own }));
  return Promise.all(
    services
      .filter(({ status }) => status !== 'INACTIVE')
      .map(async ({ taskDefinition: arn, loadBalancers = [] }) => {
        const described = new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ['TAGS'] });
        const { taskDefinition, tags = [] } = await ecs.send(described);
        const behind = loadBalancers[0]?.containerName;
        const own = taskDefinition?.containerDefinitions?.find(({ name }) => name === behind);
        return {
          version: tags.find(({ key }) => key === VERSION_TAG)?.value ?? versionIn(own?.image ?? ''),
          groups: loadBalancers.map(({ targetGroupArn }) => targetGroupArn),
        };
      }),
  );
}
