import {
  CreateClusterCommand,
  CreateServiceCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  type CreateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { provisionerAdapter } from '../../../activities/adapters.ts';
import type { AwsClients } from '../../../activities/aws-clients.ts';
import { albBalancing } from '../../../activities/load-balancing/alb.ts';
import { ownerTags } from '../../../activities/ownership.ts';
import { ecsProvisioner } from '../../../activities/provisioners/ecs.ts';
import type { EcsSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import type { AwsServer } from '../../infra/local/aws/server.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { OWNER, startAlb } from '../load-balancing/alb-world.ts';

/** As `serin adopt` tags it. */
const ADOPTED = Object.entries(ownerTags({ environment: 'shop', service: 'cart' }, 'v0')).map(
  ([key, value]) => ({ key, value }),
);

/** A load balancer and a cluster in which service `cart`, made by hand, serves version `v0` from group a. */
export type EcsWorld = Awaited<ReturnType<typeof startEcs>>;

export async function startEcs(
  aws: AwsServer,
  settings: Partial<CreateServiceCommandInput> = {},
  weights: Readonly<Record<string, number>> = { a: 100, b: 0 },
) {
  const alb = await startAlb(aws, weights);
  // Without it, ECS takes no service whose traffic it is to shift.
  const advancedConfiguration = {
    alternateTargetGroupArn: alb.group('b'),
    productionListenerRule: alb.rule,
    roleArn: 'arn:aws:iam::123456789012:role/ecs',
  };
  await aws.ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
  await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'cart',
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      requiresCompatibilities: ['FARGATE'],
      executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
      containerDefinitions: [
        {
          name: 'app',
          image: 'cart:v0',
          essential: true,
          portMappings: [{ containerPort: 4567, protocol: 'tcp' }],
          environment: [
            { name: 'COLOUR', value: 'blue' },
            { name: 'SIZE', value: 'small' },
          ],
        },
        { name: 'log', image: 'log:1', essential: false },
      ],
    }),
  );
  await aws.ecs.send(
    new CreateServiceCommand({
      cluster: 'shop',
      serviceName: 'cart',
      taskDefinition: 'cart',
      desiredCount: 2,
      launchType: 'FARGATE',
      loadBalancers: [
        {
          targetGroupArn: alb.group('a'),
          containerName: 'app',
          containerPort: 4567,
          ...(settings.deploymentConfiguration?.strategy && { advancedConfiguration }),
        },
      ],
      networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } },
      tags: [{ key: 'team', value: 'shop' }, ...ADOPTED],
      ...settings,
    }),
  );
  await alb.tag('a', 'v0');

  const describe = async (name: string) => {
    const { services } = await aws.ecs.send(
      new DescribeServicesCommand({ cluster: 'shop', services: [name], include: ['TAGS'] }),
    );
    return services?.[0];
  };
  await eventually(async () => (await describe('cart'))?.runningCount === (settings.desiredCount ?? 2));
  await eventually(async () => (await describe('cart'))?.deployments?.[0]?.rolloutState === 'COMPLETED');

  return {
    alb,
    describe,
    provisioner: (changes: Partial<EcsSpec> = {}) =>
      ecsProvisioner(
        aws.ecs,
        albBalancing(alb.elb, { owner: OWNER, rule: changes.rule ?? { arn: alb.rule } }),
        {
          kind: 'ecs',
          owner: { environment: 'shop', service: 'cart' },
          cluster: 'shop',
          service: 'cart',
          rule: { arn: alb.rule },
          image: 'cart:good',
          environment: {},
          ...changes,
        },
      ),
    /** What tries versions beside service `cart`, which stays. */
    inPlace(image = 'cart:good') {
      const spec = {
        kind: 'ecs',
        owner: OWNER,
        cluster: 'shop',
        service: 'cart',
        rule: { arn: alb.rule },
        home: { cluster: 'shop', service: 'cart' },
        image,
        environment: {},
      } as const;
      return provisionerAdapter(spec).provisioner({ ecs: aws.ecs, elb: alb.elb } as AwsClients, spec);
    },
    /** The task definition that a service runs. */
    async definition(name: string) {
      const { taskDefinition } = (await describe(name)) ?? {};
      return (await aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }))).taskDefinition;
    },
    async services(): Promise<string[]> {
      const { serviceArns = [] } = await aws.ecs.send(new ListServicesCommand({ cluster: 'shop' }));
      return serviceArns.map((arn) => arn.split('/').at(-1) ?? '').sort();
    },
  };
}
