import type { RouteSpec, VirtualServiceSpec } from '@aws-sdk/client-app-mesh';
import { parseEnvoyNode, type EnvoyMetadata } from '../../../../../infra/local/mesh/envoy-node.ts';
import { resourcesOf } from '../../../../../infra/local/mesh/resources/resources-of.ts';
import type { Mesh } from '../../../../../infra/local/mesh/snapshot.ts';

const listener = (protocol: 'http' | 'tcp', port: number) => ({ portMapping: { protocol, port } });
const byRouter = (virtualRouterName: string): VirtualServiceSpec => ({
  provider: { virtualRouter: { virtualRouterName } },
});
const targets = (weights: Record<string, number>) => ({
  weightedTargets: Object.entries(weights).map(([virtualNode, weight]) => ({ virtualNode, weight })),
});
const backends = (...names: string[]) =>
  names.map((virtualServiceName) => ({ virtualService: { virtualServiceName } }));

const yelb: Mesh = {
  name: 'yelb',
  virtualNodes: {
    ui: { listeners: [listener('http', 80)], backends: backends('appserver', 'db') },
    'appserver-v1': { listeners: [listener('http', 4567)] },
    'appserver-v2': { listeners: [listener('http', 4567)] },
    'db-v1': { listeners: [listener('tcp', 5432)] },
    'db-v2': { listeners: [listener('tcp', 5432)] },
  },
  virtualServices: {
    appserver: byRouter('appserver-vr'),
    db: byRouter('db-vr'),
    other: byRouter('other-vr'),
  },
  virtualRouters: {
    'appserver-vr': {
      listeners: [listener('http', 4567)],
      routes: {
        all: {
          httpRoute: { match: { prefix: '/' }, action: targets({ 'appserver-v1': 100, 'appserver-v2': 0 }) },
        },
      },
    },
    'db-vr': {
      listeners: [listener('tcp', 5432)],
      routes: { all: { tcpRoute: { action: targets({ 'db-v1': 100, 'db-v2': 0 }) } } },
    },
  },
  endpoints: {
    'appserver-v1': [{ address: '127.0.0.1', port: 30001 }],
    'appserver-v2': [],
    'db-v1': [],
    'db-v2': [],
  },
};

const metadata: EnvoyMetadata = {
  ingress_port: 20000,
  egress_port: 20001,
  app_ports: { '80': 20080 },
  backend_ports: { db: 25432 },
};

function resources(mesh: Mesh, virtualNode = 'ui', more: EnvoyMetadata = {}) {
  const envoy = parseEnvoyNode(`mesh/yelb/virtualNode/${virtualNode}/task-1`, { ...metadata, ...more });
  return resourcesOf({ version: 1, meshes: { yelb: mesh } }, envoy)!;
}

const routedBy = (route: RouteSpec, more: Partial<Mesh> = {}): Mesh => ({
  ...yelb,
  ...more,
  virtualRouters: {
    ...yelb.virtualRouters,
    'appserver-vr': { listeners: [listener('http', 4567)], routes: { all: route } },
  },
});
interface VirtualHost {
  readonly domains: string[];
  readonly routes: {
    readonly match: { readonly prefix: string };
    readonly route: { readonly timeout: string; readonly weighted_clusters: { readonly clusters: object[] } };
  }[];
}

const virtualHosts = (mesh: Mesh, more?: EnvoyMetadata) =>
  resources(mesh, 'ui', more).routes['rds_egress']!['virtual_hosts'] as unknown as VirtualHost[];
const routesOf = (mesh: Mesh) => virtualHosts(mesh)[0]!.routes;

it('knows nothing of an Envoy whose virtual node is not there', () => {
  const envoy = parseEnvoyNode('mesh/yelb/virtualNode/gone/task-1', {});
  expect(resourcesOf({ version: 1, meshes: { yelb } }, envoy)).toBeUndefined();
});

it('tells a node of its own application and of its backends, under the names of App Mesh', () => {
  const { clusters, endpoints, listeners, routes } = resources(yelb);
  expect(Object.keys(clusters).sort()).toEqual([
    'cds_egress_yelb_appserver-v1_http_4567',
    'cds_egress_yelb_appserver-v2_http_4567',
    'cds_egress_yelb_db-v1_tcp_5432',
    'cds_egress_yelb_db-v2_tcp_5432',
    'cds_ingress_yelb_ui_http_80',
  ]);
  expect(Object.keys(endpoints)).toHaveLength(4);
  expect(endpoints['cds_egress_yelb_appserver-v1_http_4567']).toMatchObject({
    endpoints: [{ lb_endpoints: [{ endpoint: { address: { socket_address: { port_value: 30001 } } } }] }],
  });
  expect(Object.keys(listeners)).toEqual([
    'lds_ingress_127.0.0.1_20000',
    'lds_egress_127.0.0.1_20001',
    'lds_egress_127.0.0.1_25432',
  ]);
  expect(Object.keys(routes)).toEqual(['rds_egress']);
});

it('tells a node without backends of nothing but itself', () => {
  const { clusters, endpoints } = resources(yelb, 'appserver-v1', { app_ports: { '4567': 24567 } });
  expect(Object.keys(clusters)).toEqual(['cds_ingress_yelb_appserver-v1_http_4567']);
  expect(endpoints).toEqual({});
});

it('keeps the weights as they are, also that of 0', () => {
  expect(routesOf(yelb)[0]!.route.weighted_clusters.clusters).toEqual([
    { name: 'cds_egress_yelb_appserver-v1_http_4567', weight: 100 },
    { name: 'cds_egress_yelb_appserver-v2_http_4567', weight: 0 },
  ]);
});

it('leaves a weight of 0 out of a tcp proxy, which takes none', () => {
  const listeners = JSON.stringify(resources(yelb).listeners['lds_egress_127.0.0.1_25432']);
  expect(listeners).toContain('db-v1');
  expect(listeners).not.toContain('db-v2');
});

it('answers 503 where no target has any weight', () => {
  const mesh = routedBy({ httpRoute: { match: {}, action: targets({ 'appserver-v1': 0 }) } });
  expect(routesOf(mesh)).toEqual([{ match: expect.anything(), direct_response: { status: 503 } }]);
});

it('tries routes by priority, then by the length of their prefix', () => {
  const route = (prefix: string, priority?: number): RouteSpec => ({
    ...(priority !== undefined && { priority }),
    httpRoute: { match: { prefix }, action: targets({ 'appserver-v1': 1 }) },
  });
  const routes = { a: route('/'), b: route('/long'), c: route('/second', 5), d: route('/first', 0) };
  const mesh: Mesh = {
    ...yelb,
    virtualRouters: { 'appserver-vr': { listeners: [listener('http', 4567)], routes } },
  };
  const prefixes = routesOf(mesh).map(({ match }) => match.prefix);
  expect(prefixes).toEqual(['/first', '/second', '/long', '/']);
});

it.each([
  [undefined, '15s'],
  [{ perRequest: { unit: 's', value: 3 } } as const, '3s'],
  [{ perRequest: { unit: 'ms', value: 0 } } as const, '0s'],
])('gives a request with the timeout %j %s', (timeout, expected) => {
  const action = targets({ 'appserver-v1': 1 });
  const mesh = routedBy({ httpRoute: { match: {}, action, ...(timeout && { timeout }) } });
  expect(routesOf(mesh)[0]!.route.timeout).toBe(expected);
});

it('takes every Host to the only http backend', () => {
  expect(virtualHosts(yelb).map(({ domains }) => domains)).toEqual([['appserver', 'appserver:*', '*']]);
});

it('takes a Host with or without the namespace of the caller', () => {
  const serviceDiscovery = { awsCloudMap: { namespaceName: 'yelb.local', serviceName: 'ui' } };
  const mesh = {
    ...yelb,
    virtualNodes: { ...yelb.virtualNodes, ui: { ...yelb.virtualNodes['ui'], serviceDiscovery } },
  };
  expect(virtualHosts(mesh).map(({ domains }) => domains)).toEqual([
    ['appserver', 'appserver:*', 'appserver.yelb.local', 'appserver.yelb.local:*', '*'],
  ]);
});

it('takes other Hosts to the default backend alone when there are several', () => {
  const mesh: Mesh = {
    ...yelb,
    virtualNodes: { ...yelb.virtualNodes, ui: { backends: backends('appserver', 'direct') } },
    virtualServices: {
      ...yelb.virtualServices,
      direct: { provider: { virtualNode: { virtualNodeName: 'appserver-v2' } } },
    },
  };
  const domains = (more?: EnvoyMetadata) => virtualHosts(mesh, more).map((host) => host.domains);
  expect(domains()).toEqual([
    ['appserver', 'appserver:*'],
    ['direct', 'direct:*'],
  ]);
  expect(domains({ default_backend: 'direct' })[1]).toEqual(['direct', 'direct:*', '*']);
});

it('leaves out targets and backends that are not there', () => {
  const action = targets({ 'appserver-v1': 90, 'appserver-gone': 10 });
  const mesh = routedBy(
    { httpRoute: { match: {}, action } },
    { virtualNodes: { ...yelb.virtualNodes, ui: { backends: backends('appserver', 'gone') } } },
  );
  expect(virtualHosts(mesh)).toHaveLength(1);
  expect(routesOf(mesh)[0]!.route.weighted_clusters.clusters).toHaveLength(1);
});

it('marks responses only when it is asked to', () => {
  expect(resources(yelb).routes['rds_egress']).not.toHaveProperty('response_headers_to_add');
  expect(resources(yelb, 'ui', { mark_upstream: true }).routes['rds_egress']).toHaveProperty(
    'response_headers_to_add',
  );
});
