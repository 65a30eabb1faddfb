import { CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UntagResourceCommand } from '@aws-sdk/client-ecs';
import { OWNER_TAGS } from '../../activities/ownership.ts';
import { albBalancing } from '../../activities/load-balancing/alb.ts';
import { cloudFormationProvisioner } from '../../activities/provisioners/cloudformation.ts';
import type { Provisioner } from '../../activities/provisioners/provisioner.ts';
import { adopt, findAdoptable } from '../../client/adoption.ts';
import { weightedGroupsRouter } from '../../activities/routers/weighted-groups.ts';
import { OWNER } from '../activities/load-balancing/alb-world.ts';
import { startEcs } from '../activities/provisioners/ecs-world.ts';
import { awsOfSuite } from '../infra/local/aws/aws-of-suite.ts';
import { eventually } from '../infra/local/eventually.ts';

const aws = awsOfSuite({ agent: 'simulated', ecs_retry_s: 0.05, ecs_retry_max_s: 0.05 });

const serving = (version: string) => ({
  read: () => Promise.resolve([{ version, weight: 100 }]),
  write: () => Promise.resolve(),
});

it('hands over a stack that a pipeline made, which keeps its own tags and parameters', async () => {
  const TemplateBody =
    'Parameters: { Name: { Type: String } }\nResources: { Log: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: !Ref Name } } }';
  const StackName = 'shop-cart-v1';
  await aws.cloudFormation.send(
    new CreateStackCommand({
      StackName,
      TemplateBody,
      Parameters: [{ ParameterKey: 'Name', ParameterValue: 'cart-log' }],
      Tags: [{ Key: 'team', Value: 'shop' }],
    }),
  );
  const stack = async () =>
    (await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  await eventually(async () => (await stack())?.StackStatus === 'CREATE_COMPLETE');
  const provisioner = cloudFormationProvisioner(aws.cloudFormation, aws.ecs, {
    kind: 'cloudFormation',
    owner: { environment: 'shop', service: 'cart' },
    stackPrefix: 'shop-cart',
    templateBody: TemplateBody,
    parameters: {},
    capabilities: [],
  });
  const world = { router: serving('v1'), provisioner };

  const found = await findAdoptable(world, OWNER);
  expect(found).toMatchObject({ owned: [], versions: [{ version: 'v1', what: 'stack shop-cart-v1' }] });
  await adopt(world, found, () => undefined);

  expect(await findAdoptable(world, OWNER)).toEqual({ owned: ['v1'], groups: [], versions: [] });
  const { StackStatus, Parameters, Tags } = (await stack()) ?? {};
  expect({ StackStatus, Parameters, Tags }).toEqual({
    StackStatus: 'UPDATE_COMPLETE',
    Parameters: [{ ParameterKey: 'Name', ParameterValue: 'cart-log' }],
    Tags: [
      { Key: 'team', Value: 'shop' },
      { Key: 'serin:environment', Value: 'shop' },
      { Key: 'serin:service', Value: 'cart' },
      { Key: 'serin:version', Value: 'v1' },
    ],
  });
});

it('hands over an ECS service behind a load balancer, which does not tell its version by its name', async () => {
  const ecs = await startEcs(aws);
  const { serviceArn: resourceArn } = (await ecs.describe('cart')) ?? {};
  await aws.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: Object.values(OWNER_TAGS) }));
  const world = { router: serving('v0'), provisioner: ecs.provisioner() };

  const found = await findAdoptable(world, OWNER);
  expect(found.versions).toMatchObject([{ version: 'v0', what: 'ECS service cart' }]);
  await adopt(world, found, () => undefined);
  expect(await findAdoptable(world, OWNER)).toEqual({ owned: ['v0'], groups: [], versions: [] });
});

it('hands over the target groups that are nobody’s, and leaves another service’s and those of unknown targets alone', async () => {
  const ecs = await startEcs(aws, {}, { a: 100, b: 0, c: 0, d: 0 });
  const { alb } = ecs;
  for (const name of ['a', 'b', 'd']) await alb.give(name, undefined);
  await alb.give('c', { environment: 'shop', service: 'basket' });
  await alb.run('d', undefined);
  const router = weightedGroupsRouter(albBalancing(alb.elb, { owner: OWNER, rule: { arn: alb.rule } }));
  const world = { router, provisioner: ecs.provisioner() };
  await expect(router.remember()).rejects.toThrow(
    /cart-a serves, but is not tagged as anybody's.*serin adopt/,
  );

  const found = await findAdoptable(world, OWNER);
  const tags = { 'serin:environment': 'shop', 'serin:service': 'cart' };
  expect(found).toEqual({
    owned: ['v0'],
    groups: [
      { what: 'target group cart-a', version: 'v0', tags },
      { what: 'target group cart-b', tags },
    ],
    versions: [],
  });
  await adopt(world, found, () => undefined);
  expect(await findAdoptable(world, OWNER)).toEqual({ owned: ['v0'], groups: [], versions: [] });
  await expect(router.remember()).resolves.toMatchObject({ versions: { [alb.group('a')]: 'v0' } });
});

it('says what it waits for, and gives up on a version that is not handed over in its time', async () => {
  const adopted: string[] = [];
  const provisioner = {
    adopt: async (version: string) => void adopted.push(version),
    ownership: async () => ({ kind: 'foreign', what: 'stack shop-cart-v1', reason: 'it has no tags' }),
    readiness: async () => ({ kind: 'pending', reason: 'stack shop-cart-v1 is UPDATE_IN_PROGRESS' }),
  } as unknown as Provisioner;
  const said: string[] = [];
  const adopting = adopt(
    { router: serving('v1'), provisioner },
    {
      owned: [],
      groups: [],
      versions: ['v1', 'v2'].map((version) => ({ version, what: `stack shop-cart-${version}`, tags: {} })),
    },
    (line) => said.push(line),
    0.5,
  );
  await expect(adopting).rejects.toThrow(
    'stack shop-cart-v1 is not handed over after 0.5 s: stack shop-cart-v1 is UPDATE_IN_PROGRESS. Look at it, and run the command again',
  );
  expect(said).toEqual(['waiting for stack shop-cart-v1: stack shop-cart-v1 is UPDATE_IN_PROGRESS']);
  expect(adopted).toEqual(['v1']);
});
