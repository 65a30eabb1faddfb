import { once } from 'node:events';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials, status, type Metadata } from '@grpc/grpc-js';
import { unknownVersion, versionOf } from '../../../infra/local/traffic/version.ts';

/** Calls that one version answered, or that nobody did. */
export interface Counts {
  calls: number;
  failed: number;
}

/** Calls of one service, one after the other, counted by who answered. */
export interface Callers {
  /** Of all calls that have ended until now. */
  counts(): Readonly<Record<string, Counts>>;
  /** Calls no more, and waits for the last answer. */
  stop(): Promise<void>;
}

/** The cluster that answered, as the mesh marks its answers. */
const MARK = 'x-serin-upstream';

interface Answer {
  readonly cluster: string | undefined;
  readonly failed: boolean;
}
interface Caller {
  ask(): Promise<Answer>;
  close(): void;
}

/** Where calls enter the mesh, and the virtual service that they are for. */
export interface Callee {
  readonly frontDoor: string;
  readonly service: string;
  readonly authority: string;
}

const PAUSE_MILLIS = 30;

/** Calls a service until it is told to stop. */
export function keepCalling(protocol: 'http2' | 'grpc', callee: Callee): Callers {
  const { ask, close } = protocol === 'grpc' ? grpcCaller(callee) : http2Caller(callee);
  const counts: Record<string, Counts> = {};
  let stopped = false;
  const calling = (async () => {
    for (; !stopped; await sleep(PAUSE_MILLIS)) {
      const { cluster, failed } = await ask().catch(() => ({ cluster: unknownVersion, failed: true }));
      const ofVersion = (counts[versionOf(cluster, callee.service)] ??= { calls: 0, failed: 0 });
      ofVersion.calls += 1;
      if (failed) ofVersion.failed += 1;
    }
    close();
  })();
  return {
    counts: () => structuredClone(counts),
    stop() {
      stopped = true;
      return calling;
    },
  };
}

function http2Caller({ frontDoor, authority }: Callee): Caller {
  const session = connect(frontDoor);
  return {
    async ask() {
      const request = session.request({ ':path': '/', ':authority': authority });
      request.resume().end();
      const [headers] = (await once(request, 'response')) as [Record<string, string | number>];
      return { cluster: headers[MARK]?.toString(), failed: Number(headers[':status']) >= 500 };
    },
    close: () => session.close(),
  };
}

function grpcCaller({ frontDoor, authority }: Callee): Caller {
  const client = new Client(new URL(frontDoor).host, credentials.createInsecure(), {
    'grpc.default_authority': authority,
    'grpc.enable_http_proxy': 0,
  });
  const asIs = (message: Buffer) => message;
  return {
    ask: () =>
      new Promise((resolve) => {
        let headers: Metadata | undefined;
        const call = client.makeUnaryRequest('/shop.Shop/Ask', asIs, asIs, Buffer.from('?'), () => undefined);
        call.on('metadata', (metadata) => (headers = metadata));
        call.on('status', ({ code, metadata }) => {
          const [cluster] = [headers, metadata].flatMap((some) => some?.get(MARK) ?? []);
          resolve({ cluster: cluster?.toString(), failed: code !== status.OK });
        });
      }),
    close: () => client.close(),
  };
}
