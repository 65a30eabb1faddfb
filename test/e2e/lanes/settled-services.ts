import {
  DescribeServicesCommand,
  paginateListServices,
  type ECSClient,
  type Service,
} from '@aws-sdk/client-ecs';
import { patiently } from '../patiently.ts';

/** The ECS services of a name and of its versions, once none is on its way out: a rollout that was told so does not wait for its end. */
export const settledServices = (client: ECSClient, cluster: string, name: string): Promise<Service[]> =>
  patiently(async () => {
    const arns: string[] = [];
    for await (const { serviceArns = [] } of paginateListServices({ client }, { cluster }))
      arns.push(...serviceArns.filter((arn) => new RegExp(`/${name}(-\\w+)?$`).test(arn)));
    if (arns.length === 0) return [];
    const { services = [] } = await client.send(new DescribeServicesCommand({ cluster, services: arns }));
    const there = services.filter(({ status }) => status !== 'INACTIVE');
    return !there.some(({ status }) => status === 'DRAINING') && there;
  });
