import { Server, ServerCredentials, status, type ServerDuplexStream } from '@grpc/grpc-js';
import {
  aggregatedDiscovery,
  discoveryResponse,
  type AggregatedDiscovery,
  type DiscoveryRequest,
  type DiscoveryResponse,
} from './messages.ts';
import { Session, type Configuration, type Identified, type SessionOptions } from './session.ts';

type Stream = ServerDuplexStream<DiscoveryRequest, DiscoveryResponse>;

export interface DiscoveryServerOptions<Envoy extends Identified> extends Pick<
  SessionOptions<Envoy>,
  'log' | 'onProgress'
> {
  /** Of 127.0.0.1; 0 for a free one. */
  readonly port: number;
  /** Who an Envoy is, by the id and metadata of its node; throws an Error that names what is wrong with them. */
  readonly identify: (id: string, metadata: unknown) => Envoy;
  /** What an Envoy shall have now; undefined as long as nothing is known. */
  readonly configurationOf: (envoy: Envoy) => Configuration | undefined;
  /** Resolves when the Envoy has nothing under way to these clusters, or when it is pointless to wait on. */
  readonly idle: (envoy: Envoy, clusters: readonly string[], signal: AbortSignal) => Promise<void>;
}

/** Envoy's aggregated discovery service. */
export interface DiscoveryServer<Envoy extends Identified> {
  readonly port: number;
  /** Of the Envoys that are connected. */
  readonly sessions: ReadonlySet<Session<Envoy>>;
  close(): void;
}

export async function startDiscoveryServer<Envoy extends Identified>(
  options: DiscoveryServerOptions<Envoy>,
): Promise<DiscoveryServer<Envoy>> {
  const sessions = new Set<Session<Envoy>>();
  const server = new Server();
  const service: AggregatedDiscovery = {
    StreamAggregatedResources: (stream) => serve(stream, sessions, options),
  };
  server.addService(aggregatedDiscovery, service);
  const port = await new Promise<number>((resolve, reject) => {
    const credentials = ServerCredentials.createInsecure();
    server.bindAsync(`127.0.0.1:${options.port}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, sessions, close: () => server.forceShutdown() };
}

function serve<Envoy extends Identified>(
  stream: Stream,
  sessions: Set<Session<Envoy>>,
  options: DiscoveryServerOptions<Envoy>,
): void {
  let session: Session<Envoy> | undefined;
  stream.on('data', (request: DiscoveryRequest) => {
    try {
      session ??= open(stream, request, sessions, options);
      session.receive(request);
    } catch (error) {
      options.log((error as Error).message);
      stream.emit('error', { code: status.INVALID_ARGUMENT, details: (error as Error).message });
    }
  });
  const leave = () => {
    if (session && sessions.delete(session)) options.onProgress();
  };
  stream.on('end', () => {
    leave();
    stream.end();
  });
  stream.on('cancelled', leave);
  stream.on('error', leave);
}

/** The first request of a stream says whose it is. */
function open<Envoy extends Identified>(
  stream: Stream,
  { node }: DiscoveryRequest,
  sessions: Set<Session<Envoy>>,
  options: DiscoveryServerOptions<Envoy>,
): Session<Envoy> {
  const envoy = options.identify(node?.id ?? '', node?.metadata);
  const session = new Session({
    ...options,
    envoy,
    idle: (clusters, signal) => options.idle(envoy, clusters, signal),
    send: (content) => void stream.write(discoveryResponse(content)),
  });
  sessions.add(session);
  const configuration = options.configurationOf(envoy);
  if (configuration) session.publish(configuration);
  return session;
}
