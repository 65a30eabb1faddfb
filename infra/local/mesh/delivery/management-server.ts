import { once, EventEmitter } from 'node:events';
import type { Resources } from '../resources/resources.ts';
import type { Endpoint } from '../snapshot.ts';
import { startDiscoveryServer } from './discovery-server.ts';
import { untilIdle } from './idle.ts';
import type { Configuration, Identified, Session } from './session.ts';

/** Something that Envoys are configured from, at one version of the API's state. */
export interface Versioned {
  readonly version: number;
}

/** Keeps all Envoys that connect to it at the newest snapshot it was given. */
export interface ManagementServer<Snapshot extends Versioned> {
  readonly xdsPort: number;
  readonly sessions: ReadonlySet<Session>;
  readonly snapshot: Snapshot | undefined;
  publish(snapshot: Snapshot): void;
  /** Whether every connected Envoy has acknowledged routes and endpoints of this version or a newer one. */
  isSettled(version: number): boolean;
  /** Waits until that is so; rejects with an AbortError when the signal comes first. */
  settled(version: number, signal?: AbortSignal): Promise<void>;
  /** Whether no Envoy knows an endpoint any more, nor any will. */
  isReleased(endpoint: Endpoint): boolean;
  close(): void;
}

export interface ManagementOptions<Snapshot extends Versioned, Envoy extends Identified> {
  /** Of 127.0.0.1; 0 for a free one. */
  readonly port: number;
  readonly log: (line: string) => void;
  /** Who an Envoy is, by the id and metadata of its node; throws an Error that names what is wrong with them. */
  readonly identify: (id: string, metadata: unknown) => Envoy;
  readonly adminPortOf: (envoy: Envoy) => number | undefined;
  /** All that an Envoy has to know; undefined for one that keeps what it has. */
  readonly resourcesOf: (snapshot: Snapshot, envoy: Envoy) => Resources | undefined;
  /** Every endpoint that an Envoy may be told of. */
  readonly endpointsOf: (snapshot: Snapshot) => readonly Endpoint[];
}

/** Starts a management service for Envoys; nothing is served before the first snapshot. */
export async function startManagement<Snapshot extends Versioned, Envoy extends Identified>({
  port,
  log,
  identify,
  adminPortOf,
  resourcesOf,
  endpointsOf,
}: ManagementOptions<Snapshot, Envoy>): Promise<ManagementServer<Snapshot>> {
  let snapshot: Snapshot | undefined;
  const progress = new EventEmitter().setMaxListeners(0);
  const configurationOf = (envoy: Envoy): Configuration | undefined =>
    snapshot && { version: snapshot.version, resources: resourcesOf(snapshot, envoy) };
  const discovery = await startDiscoveryServer({
    port,
    identify,
    configurationOf,
    idle: (envoy, clusters, signal) => untilIdle(adminPortOf(envoy), clusters, signal),
    log,
    onProgress: () => progress.emit('progress'),
  });
  const { sessions } = discovery;
  const isSettled = (version: number) =>
    (snapshot?.version ?? -1) >= version &&
    [...sessions].every(({ settledVersion = -1 }) => settledVersion >= version);
  // An Envoy that connects later would be told of it.
  const isOffered = (one: Endpoint) =>
    snapshot !== undefined &&
    endpointsOf(snapshot).some(({ address, port }) => address === one.address && port === one.port);
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
      !isOffered(endpoint) &&
      ![...sessions].some((session) => session.knows(endpoint)),
    close: () => discovery.close(),
  };
}
