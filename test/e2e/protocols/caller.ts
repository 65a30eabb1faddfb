import { once } from 'node:events';
import { connect } from 'node:http2';
import { Client, credentials, status, type Metadata } from '@grpc/grpc-js';

/** The cluster that answered, as the mesh marks its answers. */
const MARK = 'x-serin-upstream';

/** Which cluster answered a call, where the protocol tells, and whether it was no good answer. */
export interface Answer {
  readonly cluster: string | undefined;
  readonly failed: boolean;
}

/** Calls a service by one protocol; a call that nobody answers rejects. */
export interface Caller {
  ask(): Promise<Answer>;
  close(): void;
}

/** Where calls enter the mesh, and the virtual service that they are for. */
export interface Callee {
  readonly frontDoor: string;
  readonly service: string;
  readonly authority: string;
}

/** Calls of HTTP/2, over one session. */
export function http2Caller({ frontDoor, authority }: Callee): Caller {
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

/** Unary calls of gRPC. */
export function grpcCaller({ frontDoor, authority }: Callee): Caller {
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
