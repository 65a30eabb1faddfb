import { once, EventEmitter } from 'node:events';
import { startDiscoveryServer } from './delivery/discovery-server.ts';
import { untilIdle } from './delivery/idle.ts';
import type { Configuration, Session } from './delivery/session.ts';
import type { EnvoyNode } from './envoy-node.ts';
import { resourcesOf } from './resources/resources-of.ts';
import type { Endpoint, MeshSnapshot } from './snapshot.ts';

/** Keeps all Envoys that connect to it at the newest snapshot it was given. */
export interface MeshServer {
  readonly xdsPort: number;
  readonly sessions: ReadonlySet<Session>;
  readonly snapshot: MeshSnapshot | undefined;
  publish(snapshot: MeshSnapshot): void;
  /** Whether every connected Envoy has acknowledged routes and endpoints of this version or a newer one. */
  isSettled(version: number): boolean;
  /** Waits until that is so; rejects with an AbortError when the signal comes first. */
  settled(version: number, signal?: AbortSignal): Promise<void>;
  /** Whether no Envoy knows an endpoint any more, nor any will. */
  isReleased(endpoint: Endpoint): boolean;
  close(): void;
}

export interface MeshOptions {
  /** Of 127.0.0.1; 0 for a free one. */
  readonly port: number;
  readonly log: (line: string) => void;
}

/** Starts Envoy's management service for meshes; nothing is served before the first snapshot. */
export async function startMesh({ port, log }: MeshOptions): Promise<MeshServer> {
  let snapshot: MeshSnapshot | undefined;
  const progress = new EventEmitter().setMaxListeners(0);
  const configurationOf = (envoy: EnvoyNode): Configuration | undefined =>
    snapshot && { version: snapshot.version, resources: resourcesOf(snapshot, envoy) };
  const discovery = await startDiscoveryServer({
    port,
    configurationOf,
    idle: untilIdle,
    log,
    onProgress: () => progress.emit('progress'),
  });
  const { sessions } = discovery;
  const isSettled = (version: number) =>
    (snapshot?.version ?? -1) >= version &&
    [...sessions].every(({ settledVersion = -1 }) => settledVersion >= version);
  return {
    xdsPort: discovery.port,
    sessions,
    get snapshot() {
      return snapshot;
    },
    publish(next) {
      snapshot = next;
      for (const session of sessions) session.publish(configurationOf(session.envoy)!);
      progress.emit('progress');
    },
    isSettled,
    async settled(version, signal) {
      while (!isSettled(version)) await once(progress, 'progress', { ...(signal && { signal }) });
    },
    isReleased: (endpoint) =>
      snapshot !== undefined &&
      !isDiscovered(snapshot, endpoint) &&
      ![...sessions].some((session) => session.knows(endpoint)),
    close: () => discovery.close(),
  };
}

/** An Envoy that connects later would be told of it. */
function isDiscovered(snapshot: MeshSnapshot, { address, port }: Endpoint): boolean {
  const endpoints = Object.values(snapshot.meshes).flatMap((mesh) => Object.values(mesh.endpoints).flat());
  return endpoints.some((endpoint) => endpoint.address === address && endpoint.port === port);
}
