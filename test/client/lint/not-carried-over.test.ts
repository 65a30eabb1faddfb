import {
  type CreateServiceRequest,
  type RegisterTaskDefinitionRequest,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  ListNamespacesCommand,
} from '@aws-sdk/client-servicediscovery';
import { startEcs, type EcsWorld } from '../../activities/provisioners/ecs-world.ts';
import { awsOfSuite } from '../../infra/local/aws/aws-of-suite.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { lintLive, told } from './lint-live.ts';

const aws = awsOfSuite({ agent: 'simulated', ecs_start_ms: 10, ecs_stop_ms: 10 });

const SECRET = { name: 'COLOUR', valueFrom: 'arn:aws:ssm:eu-west-1:123456789012:parameter/colour' };
const tagsNamed = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ key: `tag-${i}`, value: 'x' }));

/** What a copy has as well, and about which there is nothing to say. */
const CARRIED_OVER: Partial<CreateServiceRequest> = {
  deploymentConfiguration: {
    alarms: { alarmNames: ['errors'], enable: true, rollback: true },
    bakeTimeInMinutes: 3,
    deploymentCircuitBreaker: { enable: true, rollback: true },
  },
  role: 'arn:aws:iam::123456789012:role/balancing',
  volumeConfigurations: [
    { name: 'data', managedEBSVolume: { roleArn: 'arn:aws:iam::123456789012:role/volumes', sizeInGiB: 10 } },
  ],
  serviceConnectConfiguration: { enabled: true, namespace: 'shop' },
  enableExecuteCommand: true,
  propagateTags: 'SERVICE',
};

/** Lets the service run another task definition. */
async function redefine({ definition, describe }: EcsWorld, changes: Partial<RegisterTaskDefinitionRequest>) {
  const { family, networkMode, cpu, memory, requiresCompatibilities, containerDefinitions } =
    (await definition('cart')) ?? {};
  const { taskDefinition } = await aws.ecs.send(
    new RegisterTaskDefinitionCommand({
      ...{ family, networkMode, cpu, memory, requiresCompatibilities, containerDefinitions },
      ...changes,
    }),
  );
  const { taskDefinitionArn } = taskDefinition ?? {};
  const service = { cluster: 'shop', service: 'cart' };
  await aws.ecs.send(new UpdateServiceCommand({ ...service, taskDefinition: taskDefinitionArn }));
  await eventually(async () => {
    const { deployments = [] } = (await describe('cart')) ?? {};
    return deployments.length === 1 && deployments[0]?.rolloutState === 'COMPLETED';
  });
}

async function cloudMapService(): Promise<string> {
  await aws.cloudMap.send(new CreatePrivateDnsNamespaceCommand({ Name: 'shop.local', Vpc: 'vpc-1' }));
  const { Namespaces = [] } = await aws.cloudMap.send(new ListNamespacesCommand({}));
  const { Service } = await aws.cloudMap.send(
    new CreateServiceCommand({ Name: 'cart', NamespaceId: Namespaces[0]?.Id }),
  );
  return Service?.Arn ?? '';
}

/** What lint says of making the version, one reason each; it makes nothing. */
async function reasons(ecs: EcsWorld, provisioner: object): Promise<string[]> {
  const before = (await aws.calls()).length;
  const [creation = ''] = told(await lintLive(aws, ecs, { provisioner }), 'provisioner');
  const made = (await aws.calls()).slice(before).map(({ action }) => action);
  expect(made.filter((action) => !/^(Describe|Get|List|Simulate)/.test(action))).toEqual([]);
  return creation.split('; ');
}

// Of the fields that are refused, the local AWS does not know gateways yet.
it('names everything that a copy of a service would not have, and nothing that it would', async () => {
  const registryArn = await cloudMapService();
  const ecs = await startEcs(
    aws,
    {
      ...CARRIED_OVER,
      deploymentController: { type: 'CODE_DEPLOY' },
      deploymentConfiguration: { ...CARRIED_OVER.deploymentConfiguration, strategy: 'BLUE_GREEN' },
      schedulingStrategy: 'DAEMON',
      serviceConnectConfiguration: { enabled: true, services: [{ portName: 'http' }] },
      serviceRegistries: [{ registryArn }],
      vpcLatticeConfigurations: [
        {
          roleArn: 'arn:aws:iam::123456789012:role/lattice',
          targetGroupArn: 'arn:aws:vpc-lattice:eu-west-1:123456789012:targetgroup/tg-0123456789abcdef0',
          portName: 'http',
        },
      ],
      tags: tagsNamed(46),
    },
    { a: 100, b: 0, c: 0 },
  );
  const { containerDefinitions: [app, ...others] = [] } = (await ecs.definition('cart')) ?? {};
  await redefine(ecs, {
    containerDefinitions: [{ ...app, environment: [], secrets: [SECRET] }, ...others],
    inferenceAccelerators: [{ deviceName: 'device', deviceType: 'eia2.medium' }],
    tags: tagsNamed(46),
  });
  const behind = (name: string) => ({
    targetGroupArn: ecs.alb.group(name),
    containerName: 'app',
    containerPort: 4567,
  });
  await aws.knobs({ agent: 'attached' });
  await aws.ecs.send(
    new UpdateServiceCommand({
      cluster: 'shop',
      service: 'cart',
      loadBalancers: [behind('a'), behind('c')],
      forceNewDeployment: true,
    }),
  );

  expect(await reasons(ecs, { environment: { COLOUR: 'green' } })).toEqual([
    expect.stringMatching(/^wrong: ECS service cart is deployed by CODE_DEPLOY/),
    expect.stringMatching(/^ECS service cart has the deployment strategy BLUE_GREEN/),
    expect.stringMatching(/^ECS service cart is behind 2 target groups/),
    expect.stringMatching(/^ECS service cart can also be found through Cloud Map/),
    expect.stringMatching(/^ECS service cart can also be found through Service Connect/),
    expect.stringMatching(/^ECS service cart can also be reached through VPC Lattice/),
    expect.stringMatching(/^ECS service cart has the scheduling strategy DAEMON/),
    'ECS service cart has a deployment in flight: wait until it has ended',
    expect.stringMatching(/^a copy of ECS service cart would have 51 tags/),
    expect.stringMatching(/^task definition cart has a secret COLOUR of container app/),
    expect.stringMatching(/^task definition cart has Elastic Inference accelerators/),
    expect.stringMatching(/^a copy of task definition cart would have 51 tags/),
  ]);
});

it('says nothing of what a copy has as well, but which containers get the image', async () => {
  const ecs = await startEcs(aws, CARRIED_OVER);
  const { containerDefinitions = [] } = (await ecs.definition('cart')) ?? {};
  const migrate = { name: 'migrate', image: 'cart:v0', essential: false };
  await redefine(ecs, {
    containerDefinitions: [...containerDefinitions, migrate],
    volumes: [{ name: 'data', configuredAtLaunch: true }],
    tags: [{ key: 'cost', value: 'c1' }],
  });
  expect(await reasons(ecs, {})).toEqual([
    'ok: v1 can be made: ecs RegisterTaskDefinition, elasticloadbalancing AddTags, ecs CreateService',
    'its containers app and migrate all run the new image, as they run one image now',
  ]);
});
