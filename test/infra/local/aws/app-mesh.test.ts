import {
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  CreateVirtualServiceCommand,
  DeleteMeshCommand,
  DeleteRouteCommand,
  DeleteVirtualNodeCommand,
  DeleteVirtualRouterCommand,
  DescribeRouteCommand,
  DescribeVirtualNodeCommand,
  ListVirtualNodesCommand,
  UpdateRouteCommand,
  type RouteSpec,
} from '@aws-sdk/client-app-mesh';
import { startAws, type AwsServer } from './server.ts';

let aws: AwsServer;
beforeAll(async () => void (aws = await startAws()));
afterAll(() => aws.stop());

const meshName = 'lab';
const virtualRouterName = 'web-vr';
const route = { meshName, virtualRouterName, routeName: 'web-route' };
const node = (virtualNodeName: string) => ({ meshName, virtualNodeName });
const split = (...targets: [string, number][]): RouteSpec => ({
  httpRoute: {
    match: { prefix: '/' },
    action: { weightedTargets: targets.map(([virtualNode, weight]) => ({ virtualNode, weight })) },
  },
});
const targets = (spec: RouteSpec | undefined) =>
  spec?.httpRoute?.action?.weightedTargets?.map(({ virtualNode, weight }) => [virtualNode, weight]);

beforeEach(async () => {
  await aws.reset();
  await aws.appMesh.send(new CreateMeshCommand({ meshName }));
  await aws.appMesh.send(new CreateVirtualRouterCommand({ meshName, virtualRouterName, spec: {} }));
  for (const name of ['web-2', 'web-1', 'web-3'])
    await aws.appMesh.send(new CreateVirtualNodeCommand({ ...node(name), spec: {} }));
});

it('keeps the order of a route’s targets, and the spec as it was given', async () => {
  const spec = split(['web-2', 10], ['web-3', 0], ['web-1', 90]);
  await aws.appMesh.send(new CreateRouteCommand({ ...route, spec }));
  const read = await aws.appMesh.send(new DescribeRouteCommand(route));
  expect(read.route?.spec).toEqual(spec);
  expect(targets(read.route?.spec)).toEqual([
    ['web-2', 10],
    ['web-3', 0],
    ['web-1', 90],
  ]);
});

it('raises the version with every update, and counts from 1', async () => {
  const created = await aws.appMesh.send(new CreateRouteCommand({ ...route, spec: split(['web-1', 100]) }));
  const updated = await aws.appMesh.send(new UpdateRouteCommand({ ...route, spec: split(['web-1', 100]) }));
  expect([created.route?.metadata?.version, updated.route?.metadata?.version]).toEqual([1, 2]);
  expect(updated.route?.metadata?.arn).toMatch(/:mesh\/lab\/virtualRouter\/web-vr\/route\/web-route$/);
  expect(updated.route?.metadata?.uid).toBe(created.route?.metadata?.uid);
});

it.each([
  ['above 100', split(['web-1', 101])],
  ['below 0', split(['web-1', -1])],
  ['adding up to more than 100', split(['web-1', 60], ['web-2', 60])],
])('refuses weights %s', async (_, spec) => {
  const call = aws.appMesh.send(new CreateRouteCommand({ ...route, spec }));
  await expect(call).rejects.toMatchObject({
    name: 'BadRequestException',
    $metadata: { httpStatusCode: 400 },
  });
});

it('refuses a route to a node that is not there, and leaves the route as it was', async () => {
  await aws.appMesh.send(new CreateRouteCommand({ ...route, spec: split(['web-1', 100]) }));
  const call = aws.appMesh.send(new UpdateRouteCommand({ ...route, spec: split(['web-9', 100]) }));
  await expect(call).rejects.toMatchObject({ name: 'NotFoundException', $metadata: { httpStatusCode: 404 } });
  const read = await aws.appMesh.send(new DescribeRouteCommand(route));
  expect(targets(read.route?.spec)).toEqual([['web-1', 100]]);
});

it('says that what is missing is not found, and whether it is the mesh or the node', async () => {
  await expect(aws.appMesh.send(new DescribeVirtualNodeCommand(node('web-9')))).rejects.toThrow(
    /virtualNode named web-9/,
  );
  const elsewhere = { meshName: 'other', virtualNodeName: 'web-1' };
  await expect(aws.appMesh.send(new DescribeVirtualNodeCommand(elsewhere))).rejects.toThrow(
    /mesh named other/,
  );
});

it('refuses to create twice, unless the client token is the same', async () => {
  const wish = { ...route, spec: split(['web-1', 100]), clientToken: 'once' };
  const first = await aws.appMesh.send(new CreateRouteCommand(wish));
  const again = await aws.appMesh.send(new CreateRouteCommand(wish));
  expect(again.route?.metadata?.uid).toBe(first.route?.metadata?.uid);
  const other = aws.appMesh.send(new CreateRouteCommand({ ...wish, clientToken: 'twice' }));
  await expect(other).rejects.toMatchObject({
    name: 'ConflictException',
    $metadata: { httpStatusCode: 409 },
  });
});

it('does not delete what is in use, and does once it is not', async () => {
  await aws.appMesh.send(new CreateRouteCommand({ ...route, spec: split(['web-1', 100], ['web-2', 0]) }));
  const inUse = { name: 'ResourceInUseException', $metadata: { httpStatusCode: 409 } };
  await expect(aws.appMesh.send(new DeleteVirtualNodeCommand(node('web-2')))).rejects.toMatchObject(inUse);
  const router = { meshName, virtualRouterName };
  await expect(aws.appMesh.send(new DeleteVirtualRouterCommand(router))).rejects.toMatchObject(inUse);
  await expect(aws.appMesh.send(new DeleteMeshCommand({ meshName }))).rejects.toMatchObject(inUse);
  await aws.appMesh.send(new DeleteRouteCommand(route));
  const deleted = await aws.appMesh.send(new DeleteVirtualNodeCommand(node('web-2')));
  expect(deleted.virtualNode?.status?.status).toBe('DELETED');
});

it('keeps a router that a virtual service, named with dots, is provided by', async () => {
  const spec = { provider: { virtualRouter: { virtualRouterName } } };
  await aws.appMesh.send(
    new CreateVirtualServiceCommand({ meshName, virtualServiceName: 'web.lab.local', spec }),
  );
  const call = aws.appMesh.send(new DeleteVirtualRouterCommand({ meshName, virtualRouterName }));
  await expect(call).rejects.toThrow(/virtualService\/web\.lab\.local/);
});

it('lists by pages', async () => {
  const first = await aws.appMesh.send(new ListVirtualNodesCommand({ meshName, limit: 2 }));
  const { nextToken } = first;
  const second = await aws.appMesh.send(new ListVirtualNodesCommand({ meshName, limit: 2, nextToken }));
  const names = [...(first.virtualNodes ?? []), ...(second.virtualNodes ?? [])].map(
    (each) => each.virtualNodeName,
  );
  expect(names).toEqual(['web-2', 'web-1', 'web-3']);
  expect(second.nextToken).toBeUndefined();
});
