import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Server as TcpServer } from 'node:net';
import type { HealthCheckPolicy, PortProtocol, RouteSpec, WeightedTarget } from '@aws-sdk/client-app-mesh';
import type { EnvoyMetadata } from '../../../../infra/local/mesh/envoy-node.ts';
import { startMesh, type MeshServer } from '../../../../infra/local/mesh/mesh.ts';
import type { Endpoint, Mesh } from '../../../../infra/local/mesh/snapshot.ts';
import { freePorts } from '../../../../infra/local/processes/ports.ts';
import { startEnvoy, type Envoy } from '../envoy.ts';

export interface Task {
  readonly endpoint: Endpoint;
  readonly envoy: Envoy;
  /** Closes the application alone, and all its connections. */
  closeApplication(): Promise<void>;
}

export interface Caller {
  readonly envoy: Envoy;
  readonly url: string;
  readonly egressPort: number;
  /** Port of the tcp backend, if any. */
  readonly tcpPort: number;
}

/** One service `api` in the mesh `shop` and its caller `shop-ui`: real Envoys, applications in this process. */
export class World {
  readonly mesh: MeshServer;
  readonly log: string[];
  readonly objects: {
    virtualNodes: Record<string, Mesh['virtualNodes'][string]>;
    routes: Record<string, RouteSpec>;
    endpoints: Record<string, Endpoint[]>;
  } = { virtualNodes: {}, routes: {}, endpoints: {} };
  readonly #protocol: PortProtocol;
  readonly #ends: (() => Promise<void>)[] = [];
  #version = 0;

  private constructor(mesh: MeshServer, log: string[], protocol: PortProtocol) {
    this.mesh = mesh;
    this.log = log;
    this.#protocol = protocol;
    this.objects.virtualNodes['shop-ui'] = { backends: [{ virtualService: { virtualServiceName: 'api' } }] };
  }

  static async start(protocol: PortProtocol = 'http'): Promise<World> {
    const log: string[] = [];
    const mesh = await startMesh({ port: 0, log: (line) => log.push(line) });
    return new World(mesh, log, protocol);
  }

  /** Declares a version of the service. */
  declare(virtualNode: string, healthCheck?: HealthCheckPolicy): void {
    this.objects.virtualNodes[virtualNode] = {
      listeners: [
        { portMapping: { port: 8080, protocol: this.#protocol }, ...(healthCheck && { healthCheck }) },
      ],
    };
    this.objects.endpoints[virtualNode] = [];
  }

  /** Starts a task whose application is this server, and registers it. */
  async task(virtualNode: string, application: Server | TcpServer | RequestListener): Promise<Task> {
    const server = typeof application === 'function' ? createServer(application) : application;
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const sockets = new Set<{ destroy(): void }>();
    server.on('connection', (socket: { destroy(): void }) => sockets.add(socket));
    const closeApplication = async () => {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    };
    this.#ends.push(closeApplication);

    const [ingressPort] = await freePorts(1);
    const applicationPort = (server.address() as AddressInfo).port;
    await this.publish();
    const envoy = await this.#envoy(virtualNode, {
      ingress_port: ingressPort!,
      app_ports: { '8080': applicationPort },
    });
    const endpoint = { address: '127.0.0.1', port: ingressPort! };
    this.objects.endpoints[virtualNode]!.push(endpoint);
    return { endpoint, envoy, closeApplication };
  }

  async caller(): Promise<Caller> {
    const [egressPort, tcpPort] = await freePorts(2);
    await this.publish();
    const envoy = await this.#envoy('shop-ui', {
      egress_port: egressPort!,
      backend_ports: { api: tcpPort! },
      mark_upstream: true,
    });
    return { envoy, url: `http://127.0.0.1:${egressPort}`, egressPort: egressPort!, tcpPort: tcpPort! };
  }

  async #envoy(virtualNode: string, metadata: EnvoyMetadata): Promise<Envoy> {
    const [adminPort] = await freePorts(1);
    const nodeId = `mesh/shop/virtualNode/${virtualNode}/task-${this.#ends.length}`;
    const envoy = startEnvoy({ nodeId, metadata, adminPort: adminPort!, xdsPort: this.mesh.xdsPort });
    this.#ends.push(() => envoy.stop());
    await envoy.ready();
    return envoy;
  }

  /** Takes a version away with all that belongs to it. */
  undeclare(virtualNode: string): void {
    delete this.objects.virtualNodes[virtualNode];
    delete this.objects.endpoints[virtualNode];
  }

  /** Sends traffic by these weights; the route is otherwise as given. */
  weigh(
    weights: Readonly<Record<string, number>>,
    route: Partial<NonNullable<RouteSpec['httpRoute']>> = {},
  ): void {
    const weightedTargets: WeightedTarget[] = Object.entries(weights).map(([virtualNode, weight]) => ({
      virtualNode,
      weight,
    }));
    this.objects.routes['api-route'] = routeOf(this.#protocol, {
      match: { prefix: '/' },
      ...route,
      action: { weightedTargets },
    });
  }

  /** Makes the objects the mesh's, and resolves when every Envoy has acknowledged them. */
  async publish(): Promise<void> {
    const { virtualNodes, routes, endpoints } = structuredClone(this.objects);
    const mesh: Mesh = {
      name: 'shop',
      virtualNodes,
      virtualServices: { api: { provider: { virtualRouter: { virtualRouterName: 'api-vr' } } } },
      virtualRouters: {
        'api-vr': { listeners: [{ portMapping: { port: 8080, protocol: this.#protocol } }], routes },
      },
      endpoints,
    };
    this.#version += 1;
    this.mesh.publish({ version: this.#version, meshes: { shop: mesh } });
    await this.mesh.settled(this.#version);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#ends.map((end) => end()));
    this.mesh.close();
  }
}

function routeOf(protocol: PortProtocol, route: NonNullable<RouteSpec['httpRoute']>): RouteSpec {
  switch (protocol) {
    case 'http':
      return { httpRoute: route };
    case 'http2':
      return { http2Route: route };
    case 'grpc':
      return { grpcRoute: { action: route.action, match: {} } };
    case 'tcp':
      return { tcpRoute: { action: route.action } };
  }
}
