import { Server, ServerCredentials, status, type ServerDuplexStream } from '@grpc/grpc-js';
import { parseEnvoyNode, type EnvoyNode } from '../envoy-node.ts';
import {
  aggregatedDiscovery,
  discoveryResponse,
  type AggregatedDiscovery,
  type DiscoveryRequest,
  type DiscoveryResponse,
} from './messages.ts';
import { Session, type Configuration, type SessionOptions } from './session.ts';

type Stream = ServerDuplexStream<DiscoveryRequest, DiscoveryResponse>;

export interface DiscoveryServerOptions extends Pick<SessionOptions, 'idle' | 'log' | 'onProgress'> {
  /** Of 127.0.0.1; 0 for a free one. */
  readonly port: number;
  /** What an Envoy shall have now; undefined as long as nothing is known. */
  readonly configurationOf: (envoy: EnvoyNode) => Configuration | undefined;
}

/** Envoy's aggregated discovery service. */
export interface DiscoveryServer {
  readonly port: number;
  /** Of the Envoys that are connected. */
  readonly sessions: ReadonlySet<Session>;
  close(): void;
}

export async function startDiscoveryServer(options: DiscoveryServerOptions): Promise<DiscoveryServer> {
  const sessions = new Set<Session>();
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

function serve(stream: Stream, sessions: Set<Session>, options: DiscoveryServerOptions): void {
  let session: Session | undefined;
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
function open(
  stream: Stream,
  { node }: DiscoveryRequest,
  sessions: Set<Session>,
  options: DiscoveryServerOptions,
): Session {
  const envoy = parseEnvoyNode(node?.id ?? '', node?.metadata);
  const session = new Session({
    ...options,
    envoy,
    send: (content) => void stream.write(discoveryResponse(content)),
  });
  sessions.add(session);
  const configuration = options.configurationOf(envoy);
  if (configuration) session.publish(configuration);
  return session;
}
