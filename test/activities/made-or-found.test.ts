import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import {
  AppMeshClient,
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  DescribeRouteCommand,
} from '@aws-sdk/client-app-mesh';
import { CreateServiceCommand, ECSClient } from '@aws-sdk/client-ecs';
import { cloudFormationProvisioner } from '../../activities/provisioners/cloudformation.ts';
import { idOf } from '../../activities/provisioners/ecs-services.ts';
import { appMeshRouter } from '../../activities/routers/app-mesh/router.ts';
import { awsOfSuite } from '../infra/local/aws/aws-of-suite.ts';
import { startEcs } from './provisioners/ecs-world.ts';

const aws = awsOfSuite({ agent: 'simulated', ecs_retry_s: 0.05, ecs_retry_max_s: 0.05 });

/** What Serin makes by a name, in a world where nothing has that name yet. */
interface Named {
  readonly service: string;
  readonly action: string;
  /** Makes it, by a client that repeats a call as the worker's do. */
  make(): Promise<unknown>;
  /** Has somebody else make it. Answers what it is known by, as `find` does. */
  makeByHand(): Promise<unknown>;
  /** What is there of the name. */
  find(): Promise<unknown>;
}

/** As the worker's clients. */
const patient = () => ({ ...aws.settings, maxAttempts: 3 });

const TEMPLATE = 'Resources: { Log: { Type: AWS::Logs::LogGroup } }';

function stack(): Promise<Named> {
  const provisioner = cloudFormationProvisioner(new CloudFormationClient(patient()), aws.ecs, {
    kind: 'cloudFormation',
    owner: { environment: 'shop', service: 'cart' },
    stackPrefix: 'shop-cart',
    templateBody: TEMPLATE,
    parameters: {},
    capabilities: [],
  });
  const StackName = 'shop-cart-v1';
  return Promise.resolve({
    service: 'cloudformation',
    action: 'CreateStack',
    make: () => provisioner.create('v1', 'run-1'),
    makeByHand: async () =>
      (await aws.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: TEMPLATE }))).StackId,
    find: async () =>
      (await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackId,
  });
}

async function ecsService(): Promise<Named> {
  const world = await startEcs({ ...aws, ecs: new ECSClient(patient()) });
  return {
    service: 'ecs',
    action: 'CreateService',
    make: () => world.provisioner().create('v1', 'run-1'),
    makeByHand: async () => {
      const input = { cluster: 'shop', serviceName: 'cart-v1', taskDefinition: 'cart', desiredCount: 1 };
      return idOf((await aws.ecs.send(new CreateServiceCommand(input))).service!);
    },
    find: async () => idOf((await world.describe('cart-v1'))!),
  };
}

async function route(): Promise<Named> {
  const { appMesh } = aws;
  const names = { meshName: 'shop', virtualRouterName: 'cart-vr' };
  const portMapping = { port: 4567, protocol: 'http' as const };
  await appMesh.send(new CreateMeshCommand({ meshName: 'shop' }));
  await appMesh.send(new CreateVirtualRouterCommand({ ...names, spec: { listeners: [{ portMapping }] } }));
  for (const virtualNodeName of ['cart-v1', 'basket-v1'])
    await appMesh.send(
      new CreateVirtualNodeCommand({
        meshName: 'shop',
        virtualNodeName,
        spec: { listeners: [{ portMapping }] },
      }),
    );
  const router = appMeshRouter(new AppMeshClient(patient()), {
    kind: 'appMesh',
    mesh: 'shop',
    virtualRouter: 'cart-vr',
    route: 'cart-route',
    protocol: 'http',
    nodePrefix: 'cart',
  });
  const nodes = async () =>
    (
      await appMesh.send(new DescribeRouteCommand({ ...names, routeName: 'cart-route' }))
    ).route?.spec?.httpRoute?.action?.weightedTargets?.map(({ virtualNode }) => virtualNode);
  return {
    service: 'appmesh',
    action: 'CreateRoute',
    make: async () => {
      await router.write([{ version: 'v1', weight: 100 }]);
      return ['cart-v1'];
    },
    makeByHand: async () => {
      const action = { weightedTargets: [{ virtualNode: 'basket-v1', weight: 100 }] };
      const spec = { httpRoute: { match: { prefix: '/' }, action } };
      await appMesh.send(new CreateRouteCommand({ ...names, routeName: 'cart-route', spec }));
      return ['basket-v1'];
    },
    find: nodes,
  };
}

describe.each([
  ['a stack', stack],
  ['an ECS service', ecsService],
  ['a route', route],
])('%s', (_, start) => {
  it('whose first reply was lost is made once, and counts as made', async () => {
    const { service, action, make, find } = await start();
    const before = (await aws.calls()).length;
    await aws.faults([{ service, action, after: true, times: 1 }]);
    expect(await make()).toEqual(await find());
    const asked = (await aws.calls()).slice(before).filter((call) => call.action === action);
    expect(asked.map(({ injected }) => injected)).toEqual([true, false]);
  });

  it('that somebody else made a moment before, and cannot be seen yet, does not count as made and stays theirs', async () => {
    const { make, makeByHand, find } = await start();
    await aws.knobs({ eventual_ms: 10_000 });
    const theirs = await makeByHand();
    await expect(make()).rejects.toMatchObject({ type: 'NotYet' });
    await aws.knobs({ eventual_ms: 0 });
    expect(await find()).toEqual(theirs);
  });
});
