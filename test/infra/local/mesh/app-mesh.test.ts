import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateMeshCommand,
  CreateRouteCommand,
  CreateVirtualNodeCommand,
  CreateVirtualRouterCommand,
  CreateVirtualServiceCommand,
  UpdateRouteCommand,
} from '@aws-sdk/client-app-mesh';
import {
  CreatePrivateDnsNamespaceCommand,
  CreateServiceCommand,
  DeregisterInstanceCommand,
  GetOperationCommand,
  RegisterInstanceCommand,
} from '@aws-sdk/client-servicediscovery';
import { freePorts } from '../../../../infra/local/processes/ports.ts';
import { startPart, type Part } from '../../../../infra/local/up/part.ts';
import { meshPart } from '../../../../infra/local/up/parts.ts';
import { startAws, type AwsServer } from '../aws/server.ts';
import { startEnvoy, type Envoy } from '../envoy.ts';
import { eventually } from '../eventually.ts';

const versions = ['v1', 'v2'] as const;
const names = { meshName: 'shop', virtualRouterName: 'api-vr', routeName: 'api-route' };
const listeners = [{ portMapping: { port: 8080, protocol: 'http' as const } }];
const folder = mkdtempSync(join(tmpdir(), 'serin-mesh-'));
const applications: Server[] = [];
const services: Record<string, { id: string; port: number }> = {};
let aws: AwsServer;
let mesh: Part;
let envoy: Envoy;
let callerUrl: string;

beforeAll(async () => {
  aws = await startAws();
  mesh = await startPart(
    meshPart(join(folder, 'mesh.log'), {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    }),
  );
  await createObjects();
  const [adminPort, egressPort] = await freePorts(2);
  callerUrl = `http://127.0.0.1:${egressPort}`;
  envoy = startEnvoy({
    nodeId: 'mesh/shop/virtualNode/ui/task-1',
    metadata: { egress_port: egressPort! },
    adminPort: adminPort!,
    xdsPort: mesh.addresses['xds']!,
  });
  await envoy.ready();
});

afterAll(async () => {
  await envoy?.stop();
  await mesh?.stop();
  await aws?.stop();
  for (const application of applications) application.close();
  rmSync(folder, { recursive: true });
});

async function createObjects(): Promise<void> {
  await aws.appMesh.send(new CreateMeshCommand(names));
  const { OperationId } = await aws.cloudMap.send(
    new CreatePrivateDnsNamespaceCommand({ Name: 'shop.local', Vpc: 'vpc-1' }),
  );
  const { Operation } = await aws.cloudMap.send(new GetOperationCommand({ OperationId }));
  for (const version of versions) await createVersion(version, Operation!.Targets!.NAMESPACE!);
  await aws.appMesh.send(new CreateVirtualRouterCommand({ ...names, spec: { listeners } }));
  await aws.appMesh.send(new CreateRouteCommand({ ...names, spec: routeTo({ 'api-v1': 100, 'api-v2': 0 }) }));
  await aws.appMesh.send(
    new CreateVirtualServiceCommand({
      ...names,
      virtualServiceName: 'api',
      spec: { provider: { virtualRouter: names } },
    }),
  );
  const backends = [{ virtualService: { virtualServiceName: 'api' } }];
  await aws.appMesh.send(
    new CreateVirtualNodeCommand({ ...names, virtualNodeName: 'ui', spec: { backends } }),
  );
}

async function createVersion(version: string, namespaceId: string): Promise<void> {
  const name = `api-${version}`;
  const application = createServer((_, response) => response.end(version)).listen(0, '127.0.0.1');
  await once(application, 'listening');
  applications.push(application);
  const { port } = application.address() as AddressInfo;
  const { Service } = await aws.cloudMap.send(
    new CreateServiceCommand({ Name: name, NamespaceId: namespaceId }),
  );
  services[version] = { id: Service!.Id!, port };
  await register(version);
  const serviceDiscovery = { awsCloudMap: { namespaceName: 'shop.local', serviceName: name } };
  await aws.appMesh.send(
    new CreateVirtualNodeCommand({ ...names, virtualNodeName: name, spec: { listeners, serviceDiscovery } }),
  );
}

async function register(version: string): Promise<void> {
  const { id, port } = services[version]!;
  const attributes = { AWS_INSTANCE_IPV4: '127.0.0.1', AWS_INSTANCE_PORT: String(port) };
  await aws.cloudMap.send(
    new RegisterInstanceCommand({ ServiceId: id, InstanceId: 'task-1', Attributes: attributes }),
  );
}

function routeTo(weights: Readonly<Record<string, number>>) {
  const weightedTargets = Object.entries(weights).map(([virtualNode, weight]) => ({ virtualNode, weight }));
  return { httpRoute: { match: { prefix: '/' }, action: { weightedTargets } } };
}

const ask = (path: string) => fetch(`http://127.0.0.1:${mesh.addresses['admin']}${path}`);
const settled = async () => ask(`/settled?version=${await aws.version()}&timeout_seconds=30`);
const answer = async () => (await fetch(callerUrl)).text();

it('brings a change of the route to the Envoys of its callers', async () => {
  expect((await settled()).status).toBe(200);
  expect(await answer()).toBe('v1');
  await aws.appMesh.send(new UpdateRouteCommand({ ...names, spec: routeTo({ 'api-v1': 0, 'api-v2': 100 }) }));
  expect((await settled()).status).toBe(200);
  expect(await answer()).toBe('v2');
});

it('tells what each Envoy has acknowledged', async () => {
  const state = await (await ask('/state')).json();
  expect(state).toMatchObject({
    envoys: [
      {
        id: 'mesh/shop/virtualNode/ui/task-1',
        acknowledged: { clusters: { 'cds_egress_shop_api-v1_http_8080': {} }, routes: { rds_egress: {} } },
      },
    ],
  });
});

it('releases an endpoint after it has left service discovery, not before', async () => {
  const { id, port } = services['v1']!;
  const address = `127.0.0.1:${port}`;
  expect((await ask(`/released?address=${address}`)).status).toBe(409);
  await aws.cloudMap.send(new DeregisterInstanceCommand({ ServiceId: id, InstanceId: 'task-1' }));
  expect((await settled()).status).toBe(200);
  expect((await ask(`/released?address=${address}`)).status).toBe(200);
});

it('brings its Envoys up to date after it was killed', async () => {
  await mesh.kill('SIGKILL');
  await register('v1');
  await aws.appMesh.send(new UpdateRouteCommand({ ...names, spec: routeTo({ 'api-v1': 100, 'api-v2': 0 }) }));
  await mesh.restart();
  await eventually(async () => ((await (await ask('/state')).json()) as { envoys: [] }).envoys.length > 0);
  expect((await settled()).status).toBe(200);
  expect(await answer()).toBe('v1');
});
