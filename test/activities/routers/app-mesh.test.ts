import {
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  DeleteRouteCommand,
  DescribeRouteCommand,
  type RouteSpec,
} from '@aws-sdk/client-app-mesh';
import { appMeshRouter } from '../../../activities/routers/app-mesh/router.ts';
import type { AppMeshSpec } from '../../../workflows/rollout/router-spec.ts';
import { ANSWERS, truly } from '../../infra/local/aws/answers.ts';
import { startAws, type AwsServer } from '../../infra/local/aws/server.ts';
import { routerContract } from './contract.ts';

let aws: AwsServer;
beforeAll(async () => {
  aws = await startAws();
});
beforeEach(() => aws.reset());
afterAll(() => aws.stop());

const PROTOCOLS = ['http', 'http2', 'grpc', 'tcp'] as const;

const specOf = (protocol: AppMeshSpec['protocol']): AppMeshSpec => ({
  kind: 'appMesh',
  mesh: 'shop',
  virtualRouter: 'cart-vr',
  route: 'cart-route',
  protocol,
  nodePrefix: 'cart',
});

/** A mesh with the virtual nodes of two versions, and no route yet. */
async function mesh(protocol: AppMeshSpec['protocol']) {
  const { appMesh } = aws;
  const portMapping = { port: 4567, protocol };
  await appMesh.send(new CreateMeshCommand({ meshName: 'shop' }));
  await appMesh.send(
    new CreateVirtualRouterCommand({
      meshName: 'shop',
      virtualRouterName: 'cart-vr',
      spec: { listeners: [{ portMapping }] },
    }),
  );
  for (const virtualNodeName of ['cart-old', 'cart-new', 'cart-api--v1', 'given-name']) {
    await appMesh.send(
      new CreateVirtualNodeCommand({
        meshName: 'shop',
        virtualNodeName,
        spec: { listeners: [{ portMapping }] },
      }),
    );
  }
  return appMeshRouter(appMesh, specOf(protocol));
}

const describeRoute = async (): Promise<RouteSpec | undefined> =>
  (
    await aws.appMesh.send(
      new DescribeRouteCommand({ meshName: 'shop', virtualRouterName: 'cart-vr', routeName: 'cart-route' }),
    )
  ).route?.spec;

const createRoute = (spec: RouteSpec) =>
  aws.appMesh.send(
    new CreateRouteCommand({ meshName: 'shop', virtualRouterName: 'cart-vr', routeName: 'cart-route', spec }),
  );

describe.each(ANSWERS)('on an AWS %s', (_, answers) => {
  describe.each(PROTOCOLS)('an App Mesh route of protocol %s', (protocol) => {
    routerContract(async () => {
      const router = await mesh(protocol);
      await aws.knobs(answers);
      return {
        router,
        read: () => truly(aws, answers, () => router.read()),
        run: () => Promise.resolve(), // Their virtual nodes are there from the beginning.
        writes: async () =>
          (await aws.calls()).filter(
            ({ service, action }) => service === 'appmesh' && /^(Create|Update|Delete)/.test(action),
          ).length,
      };
    });
  });
});

it('says that it is gone where its virtual router is, and nothing could be made again', async () => {
  const router = appMeshRouter(aws.appMesh, specOf('http'), {
    route: { httpRoute: { match: { prefix: '/' } } },
  });
  await expect(router.write([{ version: 'old', weight: 100 }])).rejects.toMatchObject({ type: 'RouterGone' });
});

it('is made as the article makes it when there is none', async () => {
  const router = await mesh('http');
  await router.write([{ version: 'old', weight: 100 }]);
  expect(await describeRoute()).toMatchObject({
    httpRoute: {
      match: { prefix: '/' },
      action: { weightedTargets: [{ virtualNode: 'cart-old', weight: 100 }] },
      retryPolicy: {
        httpRetryEvents: ['server-error', 'client-error', 'gateway-error'],
        maxRetries: 2,
        perRetryTimeout: { value: 2000, unit: 'ms' },
      },
    },
  });
});

it('keeps match, retry policy, timeout, priority and port of a route that exists', async () => {
  const router = await mesh('http');
  const kept = {
    priority: 7,
    httpRoute: {
      match: { prefix: '/api', method: 'GET' as const },
      timeout: { perRequest: { value: 3, unit: 's' as const } },
      retryPolicy: {
        maxRetries: 5,
        perRetryTimeout: { value: 1, unit: 's' as const },
        httpRetryEvents: ['gateway-error'],
      },
    },
  };
  const targets = (...weightedTargets: { virtualNode: string; weight: number; port: number }[]) => ({
    ...kept,
    httpRoute: { ...kept.httpRoute, action: { weightedTargets } },
  });
  await createRoute(targets({ virtualNode: 'cart-old', weight: 100, port: 4567 }));
  await router.write([
    { version: 'old', weight: 90 },
    { version: 'new', weight: 10 },
  ]);
  expect(await describeRoute()).toMatchObject(
    targets(
      { virtualNode: 'cart-old', weight: 90, port: 4567 },
      { virtualNode: 'cart-new', weight: 10, port: 4567 },
    ),
  );
});

it('makes a route again that was deleted, as it was remembered but for the weights', async () => {
  const router = await mesh('http');
  const weighted = (virtualNode: string, weight: number) => ({ virtualNode, weight, port: 4567 });
  const found = (...weightedTargets: ReturnType<typeof weighted>[]) => ({
    priority: 7,
    httpRoute: { match: { prefix: '/api', method: 'GET' as const }, action: { weightedTargets } },
  });
  await createRoute(found(weighted('cart-old', 100)));
  const memory = await router.remember();
  await aws.appMesh.send(
    new DeleteRouteCommand({ meshName: 'shop', virtualRouterName: 'cart-vr', routeName: 'cart-route' }),
  );
  await appMeshRouter(aws.appMesh, specOf('http'), memory).write([
    { version: 'old', weight: 50 },
    { version: 'new', weight: 50 },
  ]);
  expect(await describeRoute()).toEqual(found(weighted('cart-old', 50), weighted('cart-new', 50)));
});

it('takes a version with a dash, and a node whose name is not made of service and version', async () => {
  const router = await mesh('http');
  await createRoute({
    httpRoute: {
      match: { prefix: '/' },
      action: {
        weightedTargets: [
          { virtualNode: 'given-name', weight: 60 },
          { virtualNode: 'cart-api--v1', weight: 40 },
        ],
      },
    },
  });
  const found = await router.read();
  expect(found).toEqual([
    { version: 'given-name', weight: 60 },
    { version: 'api-v1', weight: 40 },
  ]);
  await router.write(found.map(({ version }) => ({ version, weight: 50 })));
  expect((await router.read()).map(({ version }) => version)).toEqual(['given-name', 'api-v1']);
});
