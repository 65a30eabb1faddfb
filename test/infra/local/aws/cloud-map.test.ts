import {
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  DeleteNamespaceCommand,
  DeleteServiceCommand,
  DeregisterInstanceCommand,
  DiscoverInstancesCommand,
  DiscoverInstancesRevisionCommand,
  GetInstanceCommand,
  GetInstancesHealthStatusCommand,
  GetNamespaceCommand,
  GetOperationCommand,
  ListInstancesCommand,
  ListNamespacesCommand,
  ListServicesCommand,
  RegisterInstanceCommand,
  UpdateInstanceCustomHealthStatusCommand,
} from '@aws-sdk/client-servicediscovery';
import { startAws, type AwsServer } from './server.ts';

let aws: AwsServer;
let namespaceId: string;
let serviceId: string;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());

const names = { NamespaceName: 'lab.local', ServiceName: 'web-1' };

beforeEach(async () => {
  await aws.reset();
  const begun = await aws.cloudMap.send(
    new CreatePrivateDnsNamespaceCommand({ Name: 'lab.local', Vpc: 'vpc-1' }),
  );
  const { Operation } = await aws.cloudMap.send(new GetOperationCommand({ OperationId: begun.OperationId }));
  namespaceId = Operation?.Targets?.NAMESPACE ?? '';
  const created = await aws.cloudMap.send(
    new CreateServiceCommand({
      Name: 'web-1',
      DnsConfig: { NamespaceId: namespaceId, DnsRecords: [{ Type: 'A', TTL: 300 }] },
      HealthCheckCustomConfig: { FailureThreshold: 1 },
    }),
  );
  serviceId = created.Service?.Id ?? '';
});

const register = (InstanceId: string, port: number) =>
  aws.cloudMap.send(
    new RegisterInstanceCommand({
      ServiceId: serviceId,
      InstanceId,
      Attributes: { AWS_INSTANCE_IPV4: '127.0.0.1', AWS_INSTANCE_PORT: String(port) },
    }),
  );

it('discovers a service that names its namespace only in its DNS settings', async () => {
  await register('a', 4001);
  const { Instances } = await aws.cloudMap.send(new DiscoverInstancesCommand(names));
  expect(Instances?.map((each) => [each.InstanceId, each.Attributes?.AWS_INSTANCE_PORT])).toEqual([
    ['a', '4001'],
  ]);
});

it('tells by a number that the instances of a service have changed', async () => {
  const revision = async () =>
    (await aws.cloudMap.send(new DiscoverInstancesRevisionCommand(names))).InstancesRevision ?? NaN;
  await register('a', 4001);
  const before = await revision();
  expect(await revision()).toBe(before);
  await register('b', 4002);
  expect(await revision()).toBeGreaterThan(before);
});

it('discovers healthy instances, or all when none is healthy', async () => {
  await register('a', 4001);
  await register('b', 4002);
  const discovered = async () =>
    (await aws.cloudMap.send(new DiscoverInstancesCommand(names))).Instances?.map((each) => each.InstanceId);
  const becomeUnhealthy = (InstanceId: string) =>
    aws.cloudMap.send(
      new UpdateInstanceCustomHealthStatusCommand({ ServiceId: serviceId, InstanceId, Status: 'UNHEALTHY' }),
    );
  await becomeUnhealthy('a');
  expect(await discovered()).toEqual(['b']);
  await becomeUnhealthy('b');
  expect(await discovered()).toEqual(['a', 'b']);
});

it('shows a namespace, and the instances of a service and how they are', async () => {
  const ServiceId = serviceId;
  const { Namespace } = await aws.cloudMap.send(new GetNamespaceCommand({ Id: namespaceId }));
  expect(Namespace).toMatchObject({ Name: 'lab.local', Type: 'DNS_PRIVATE', ServiceCount: 1 });
  await register('a', 4001);
  await register('b', 4002);
  await aws.cloudMap.send(
    new UpdateInstanceCustomHealthStatusCommand({ ServiceId, InstanceId: 'b', Status: 'UNHEALTHY' }),
  );

  const { Instance } = await aws.cloudMap.send(new GetInstanceCommand({ ServiceId, InstanceId: 'a' }));
  expect(Instance).toMatchObject({ Id: 'a', Attributes: { AWS_INSTANCE_PORT: '4001' } });
  const { Status } = await aws.cloudMap.send(new GetInstancesHealthStatusCommand({ ServiceId }));
  expect(Status).toEqual({ a: 'HEALTHY', b: 'UNHEALTHY' });
  const { Instances, NextToken } = await aws.cloudMap.send(
    new ListInstancesCommand({ ServiceId, MaxResults: 1 }),
  );
  expect(Instances?.map(({ Id }) => Id)).toEqual(['a']);
  const rest = await aws.cloudMap.send(new ListInstancesCommand({ ServiceId, NextToken }));
  expect(rest.Instances?.map(({ Id }) => Id)).toEqual(['b']);
  await expect(
    aws.cloudMap.send(new GetInstanceCommand({ ServiceId, InstanceId: 'c' })),
  ).rejects.toMatchObject({ name: 'InstanceNotFound' });
});

it('filters lists', async () => {
  const byName = (name: string) => ({ Filters: [{ Name: 'NAME' as const, Values: [name] }] });
  const found = await aws.cloudMap.send(new ListNamespacesCommand(byName('lab.local')));
  expect(found.Namespaces?.map((each) => each.Id)).toEqual([namespaceId]);
  const none = await aws.cloudMap.send(new ListNamespacesCommand(byName('other.local')));
  expect(none.Namespaces).toEqual([]);
  const elsewhere = { Filters: [{ Name: 'NAMESPACE_ID' as const, Values: ['ns-other'] }] };
  expect((await aws.cloudMap.send(new ListServicesCommand(elsewhere))).Services).toEqual([]);
});

it('refuses duplicates, and to delete what is in use', async () => {
  const again = aws.cloudMap.send(new CreateServiceCommand({ Name: 'web-1', NamespaceId: namespaceId }));
  await expect(again).rejects.toMatchObject({ name: 'ServiceAlreadyExists' });
  await register('a', 4001);
  await expect(aws.cloudMap.send(new DeleteServiceCommand({ Id: serviceId }))).rejects.toMatchObject({
    name: 'ResourceInUse',
  });
  await expect(aws.cloudMap.send(new DeleteNamespaceCommand({ Id: namespaceId }))).rejects.toMatchObject({
    name: 'ResourceInUse',
  });
  await aws.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: serviceId, InstanceId: 'a' }));
  await aws.cloudMap.send(new DeleteServiceCommand({ Id: serviceId }));
  await aws.cloudMap.send(new DeleteNamespaceCommand({ Id: namespaceId }));
  await expect(aws.cloudMap.send(new DiscoverInstancesCommand(names))).rejects.toMatchObject({
    name: 'NamespaceNotFound',
  });
});
