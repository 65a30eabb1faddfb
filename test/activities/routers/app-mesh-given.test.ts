import {
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  DescribeRouteCommand,
  type WeightedTarget,
} from '@aws-sdk/client-app-mesh';
import { targetsOf } from '../../../activities/routers/app-mesh/route.ts';
import { appMeshRouter } from '../../../activities/routers/app-mesh/router.ts';
import { createTrafficActivities } from '../../../activities/traffic.ts';
import type { AppMeshSpec } from '../../../workflows/rollout/router-spec.ts';
import { allTo, splitAt } from '../../../workflows/rollout/traffic-split.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const SPEC: AppMeshSpec = {
  kind: 'appMesh',
  mesh: 'flask-mesh',
  virtualRouter: 'api-vr',
  route: 'api-route',
  protocol: 'http',
  nodePrefix: 'api',
  nodes: { v1: 'api-vn', v2: 'api-v2-vn' },
};
const ID = { meshName: 'flask-mesh', virtualRouterName: 'api-vr', routeName: 'api-route' };

/** The user's mesh, with a route of theirs. */
async function meshWith(...weightedTargets: WeightedTarget[]) {
  const { appMesh } = aws;
  const portMapping = { port: 3000, protocol: 'http' as const };
  const { meshName, virtualRouterName } = ID;
  await appMesh.send(new CreateMeshCommand({ meshName }));
  const spec = { listeners: [{ portMapping }] };
  await appMesh.send(new CreateVirtualRouterCommand({ meshName, virtualRouterName, spec }));
  for (const virtualNodeName of ['api-vn', 'api-v2-vn', 'api-beta-vn'])
    await appMesh.send(new CreateVirtualNodeCommand({ meshName, virtualNodeName, spec }));
  const httpRoute = { match: { prefix: '/' }, action: { weightedTargets } };
  await appMesh.send(new CreateRouteCommand({ ...ID, spec: { httpRoute } }));
  return createTrafficActivities(() => appMeshRouter(appMesh, SPEC));
}

const targets = async () => {
  const { route } = await aws.appMesh.send(new DescribeRouteCommand(ID));
  return targetsOf(route!.spec!).map(({ virtualNode, weight }) => `${virtualNode} ${weight}`);
};

const updates = async () => (await aws.calls()).filter(({ action }) => action === 'UpdateRoute').length;

it.each([
  [[1, 0], 'v1 100, v2 0'],
  [[2, 1], 'v1 67, v2 33'],
  [[1, 1], 'v1 50, v2 50'],
  [[3, 4], 'v1 43, v2 57'],
  [[1, 98], 'v1 1, v2 99'],
  [[90, 10], 'v1 90, v2 10'],
])('weights %p mean %s', async ([stable, canary], said) => {
  const { readTraffic } = await meshWith(
    { virtualNode: 'api-vn', weight: stable },
    { virtualNode: 'api-v2-vn', weight: canary },
  );
  const split = await readTraffic(SPEC);
  expect(split.map(({ version, weight }) => `${version} ${weight}`).join(', ')).toBe(said);
});

it('three equal weights add up to 100', async () => {
  const { readTraffic } = await meshWith(
    { virtualNode: 'api-vn', weight: 1 },
    { virtualNode: 'api-v2-vn', weight: 1 },
    { virtualNode: 'api-beta-vn', weight: 1 },
  );
  const split = await readTraffic(SPEC);
  expect(split.map(({ version, weight }) => `${version} ${weight}`)).toEqual([
    'v1 34',
    'v2 33',
    'api-beta-vn 33',
  ]);
});

it('does not write a split that the route has already, in other numbers', async () => {
  const { shiftTraffic } = await meshWith(
    { virtualNode: 'api-vn', weight: 2 },
    { virtualNode: 'api-v2-vn', weight: 1 },
  );
  await shiftTraffic(SPEC, splitAt(33, 'v2', 'v1'));
  expect(await updates()).toBe(0);
  expect(await targets()).toEqual(['api-vn 2', 'api-v2-vn 1']);
});

it('keeps every node of the user in the route, at weight 0 where it gets nothing', async () => {
  const { shiftTraffic } = await meshWith(
    { virtualNode: 'api-beta-vn', weight: 0 },
    { virtualNode: 'api-vn', weight: 2 },
    { virtualNode: 'api-v2-vn', weight: 1 },
  );
  await shiftTraffic(SPEC, allTo('v2'));
  expect(await targets()).toEqual(['api-beta-vn 0', 'api-vn 0', 'api-v2-vn 100']);
  await shiftTraffic(SPEC, allTo('v1'));
  expect(await targets()).toEqual(['api-beta-vn 0', 'api-vn 100', 'api-v2-vn 0']);
  await shiftTraffic(SPEC, [...allTo('v1'), { version: 'v2', weight: 0 }]);
  expect(await updates()).toBe(2);
});

it('brings a node into the route that was not in it, at the port of the other', async () => {
  const { shiftTraffic } = await meshWith({ virtualNode: 'api-vn', weight: 1, port: 3000 });
  await shiftTraffic(SPEC, splitAt(20, 'v2', 'v1'));
  expect(await targets()).toEqual(['api-vn 80', 'api-v2-vn 20']);
  const { route } = await aws.appMesh.send(new DescribeRouteCommand(ID));
  expect(targetsOf(route!.spec!).map(({ port }) => port)).toEqual([3000, 3000]);
});
