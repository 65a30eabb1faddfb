import {
  CreateStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-ecs';
import { createDeploymentActivities } from '../../../activities/deployment.ts';
import { OWNER_TAGS, ownerTags } from '../../../activities/ownership.ts';
import { cloudFormationProvisioner } from '../../../activities/provisioners/cloudformation.ts';
import type { Owner } from '../../../workflows/rollout/owner.ts';
import type { ProvisionerSpec } from '../../../workflows/rollout/provisioner-spec.ts';
import { awsOfSuite } from '../../infra/local/aws/aws-of-suite.ts';
import { eventually } from '../../infra/local/eventually.ts';
import { settled } from './contract.ts';
import { startEcs } from './ecs-world.ts';

const aws = awsOfSuite({ agent: 'simulated', ecs_retry_s: 0.05, ecs_retry_max_s: 0.05 });

const CART: Owner = { environment: 'shop', service: 'cart' };
const LOG = 'Resources: { Log: { Type: AWS::Logs::LogGroup } }';
const FOREIGN = {
  kind: 'foreign',
  reason: expect.stringContaining('was not made by a rollout of shop/cart'),
};

describe('a stack', () => {
  const provisioner = (stackPrefix = 'shop-cart', owner = CART) =>
    cloudFormationProvisioner(aws.cloudFormation, aws.ecs, {
      kind: 'cloudFormation',
      owner,
      stackPrefix,
      templateBody: LOG,
      parameters: {},
      capabilities: [],
    });
  const statusOf = async (StackName: string) =>
    (await aws.cloudFormation.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0]?.StackStatus;
  const isComplete = (name: string) => eventually(async () => /COMPLETE$/.test((await statusOf(name)) ?? ''));

  /** A stack that somebody makes by hand. */
  async function byHand(StackName: string, tags: Readonly<Record<string, string>> = {}) {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await aws.cloudFormation.send(new CreateStackCommand({ StackName, TemplateBody: LOG, Tags }));
    await isComplete(StackName);
  }
  const spoilt = (of: ReturnType<typeof provisioner>) =>
    of.create('ledger', 'run-1').then(
      () => 'created',
      ({ type, message }: { type?: string; message: string }) => `${type}: ${message}`,
    );

  it.each([
    ['without tags', {}],
    ["with another service's tags", ownerTags({ environment: 'shop', service: 'ledger' }, 'ledger')],
    ["with another version's tags", ownerTags(CART, 'v1')],
    ['that is only called managed by Serin', { 'managed-by': 'serin' }],
  ])('%s is neither taken over nor removed', async (_what, tags) => {
    await byHand('ecs-blogpost-ledger', tags);
    const of = provisioner('ecs-blogpost');
    expect(await of.ownership('ledger')).toMatchObject({ kind: 'foreign' });
    expect(await spoilt(of)).toMatch(
      /^VersionFailed: stack ecs-blogpost-ledger .*neither taken over nor removed/,
    );
    expect(await of.remove('ledger')).toMatchObject({ kind: 'foreign' });
    expect(await statusOf('ecs-blogpost-ledger')).toBe('CREATE_COMPLETE');
  });

  it('that failed, but was not made by a rollout, makes no room', async () => {
    const body =
      'Resources: { Queue: { Type: AWS::ECS::Service, Properties: { Cluster: none, ServiceName: a } } }';
    await aws.cloudFormation.send(
      new CreateStackCommand({ StackName: 'shop-cart-ledger', TemplateBody: body, OnFailure: 'ROLLBACK' }),
    );
    await eventually(async () => (await statusOf('shop-cart-ledger')) === 'ROLLBACK_COMPLETE');
    expect(await spoilt(provisioner())).toMatch(/^VersionFailed: stack shop-cart-ledger was not made by/);
    expect(await statusOf('shop-cart-ledger')).toBe('ROLLBACK_COMPLETE');
  });

  it('says on itself whose it is, and which rollout made it', async () => {
    await provisioner().create('v1', 'run-1');
    const { Stacks } = await aws.cloudFormation.send(
      new DescribeStacksCommand({ StackName: 'shop-cart-v1' }),
    );
    expect(Object.fromEntries((Stacks?.[0]?.Tags ?? []).map(({ Key = '', Value }) => [Key, Value]))).toEqual({
      ...ownerTags(CART, 'v1', 'run-1'),
      'managed-by': 'serin',
    });
  });

  it('that lost its tags is still removed by the rollout that recorded it, and by no other', async () => {
    const of = provisioner();
    const made = await of.create('v1', 'run-1');
    await isComplete('shop-cart-v1');
    const body = 'Resources: { Log: { Type: AWS::Logs::LogGroup }, More: { Type: AWS::Logs::LogGroup } }';
    await aws.cloudFormation.send(
      new UpdateStackCommand({ StackName: 'shop-cart-v1', TemplateBody: body, Tags: [] }),
    );
    await eventually(async () => (await statusOf('shop-cart-v1')) === 'UPDATE_COMPLETE');
    expect(await of.remove('v1')).toMatchObject(FOREIGN);
    expect(await of.ownership('v1', made)).toEqual({ kind: 'owned', id: made });
    expect(await of.remove('v1', made)).toEqual({ kind: 'owned', id: made });
    expect(await settled(of, 'v1')).toEqual({ kind: 'absent' });
  });

  it('made again by hand under the same name is not the one that the rollout recorded', async () => {
    const of = provisioner();
    const made = await of.create('v1', 'run-1');
    await isComplete('shop-cart-v1');
    await of.remove('v1', made);
    await settled(of, 'v1');
    await byHand('shop-cart-v1');
    const { removeVersion } = createDeploymentActivities(() => of);
    expect(await removeVersion({} as ProvisionerSpec, 'v1', made)).toBe('removed');
    expect(await statusOf('shop-cart-v1')).toBe('CREATE_COMPLETE');
  });

  it('that was made, but whose reply was lost, is recorded all the same', async () => {
    const of = provisioner();
    const made = await of.create('v1', 'run-1');
    expect(await of.create('v1', 'run-1')).toBe(made);
  });
});

describe('an ECS service', () => {
  const tagAs = async (world: Awaited<ReturnType<typeof startEcs>>, name: string, tags: object) => {
    const { serviceArn: resourceArn } = (await world.describe(name)) ?? {};
    const listed = Object.entries(tags).map(([key, value]) => ({ key, value: value as string }));
    await aws.ecs.send(new TagResourceCommand({ resourceArn, tags: listed }));
  };
  const untag = async (world: Awaited<ReturnType<typeof startEcs>>, name: string) => {
    const { serviceArn: resourceArn } = (await world.describe(name)) ?? {};
    await aws.ecs.send(new UntagResourceCommand({ resourceArn, tagKeys: Object.values(OWNER_TAGS) }));
  };

  it('that was there before is neither copied over nor removed until a person hands it over', async () => {
    const world = await startEcs(aws);
    await untag(world, 'cart');
    const of = world.provisioner();
    expect(await of.ownership('v0')).toMatchObject(FOREIGN);
    expect(await of.remove('v0')).not.toMatchObject({ kind: 'owned' });
    expect((await world.describe('cart'))?.status).toBe('ACTIVE');
    await tagAs(world, 'cart', ownerTags(CART, 'v0'));
    expect(await of.ownership('v0')).toMatchObject({ kind: 'owned' });
  });

  it("of another service, which has a version's name, is neither taken over nor removed", async () => {
    const world = await startEcs(aws);
    const of = world.provisioner();
    await of.create('api', 'run-1');
    await settled(of, 'api');
    await tagAs(world, 'cart-api', ownerTags({ environment: 'shop', service: 'cart-api' }, 'v0'));
    await world.alb.tag('b', undefined);
    await expect(of.create('api', 'run-2')).rejects.toMatchObject({
      type: 'VersionFailed',
      message: expect.stringContaining('ECS service cart-api is version v0 of shop/cart-api'),
    });
    expect(await world.alb.versionOf('b')).toBeUndefined();
    expect(await of.remove('api')).toMatchObject({ kind: 'foreign' });
    expect((await world.describe('cart-api'))?.status).toBe('ACTIVE');
  });

  it('that lost its tags is still removed by the rollout that recorded it, and by no other', async () => {
    const world = await startEcs(aws);
    const of = world.provisioner();
    const made = await of.create('v1', 'run-1');
    await settled(of, 'v1');
    await untag(world, 'cart-v1');
    expect(await of.remove('v1')).toMatchObject(FOREIGN);
    expect(await of.remove('v1', made)).toEqual({ kind: 'owned', id: made });
    expect(await settled(of, 'v1')).toEqual({ kind: 'absent' });
  });

  it('that lost its tags, and its group with it, still counts as serving for the rollout that recorded it', async () => {
    const world = await startEcs(aws);
    const of = world.provisioner();
    const found = await of.ownership('v0');
    const made = found.kind === 'owned' ? found.id : 'none';
    await untag(world, 'cart');
    await world.alb.tag('a', undefined);
    expect(await of.healthyTasks('v0')).toBe(0);
    expect(await of.healthyTasks('v0', made)).toBe(2);
  });
});
