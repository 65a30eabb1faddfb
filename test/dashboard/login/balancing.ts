import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/serin/50dc6c495c0c9188';

export const ISSUER = 'https://id.example.com';

/** A load balancer that logs people in, as far as its headers go, and AWS's place of its Region's public keys. */
export interface Balancing {
  readonly kid: string;
  /** Where the public keys are. */
  readonly keys: string;
  /** The paths at which keys were asked for. */
  readonly asked: string[];
  /** A header as the load balancer writes it, about Olivia who is on call unless told otherwise: unlike others' tokens, with padding. */
  header(changes?: object, claims?: object, key?: KeyObject): string;
  close(): void;
}

export async function startBalancing(): Promise<Balancing> {
  const { privateKey, publicKey } = newKeys();
  const kid = randomUUID();
  const asked: string[] = [];
  const server = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url === `/${kid}`) response.end(publicKey.export({ type: 'spki', format: 'pem' }));
    else response.writeHead(404).end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    kid,
    keys: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    header(changes = {}, claims = {}, key = privateKey) {
      const exp = Math.floor(Date.now() / 1000) + 120;
      const head = {
        typ: 'JWT',
        kid,
        alg: 'ES256',
        iss: ISSUER,
        client: 'serin',
        signer: LOAD_BALANCER,
        exp,
      };
      const body = { sub: 'f00d', email: 'olivia@example.com', groups: ['oncall'], iss: ISSUER, exp };
      const message = `${part({ ...head, ...changes })}.${part({ ...body, ...claims })}`;
      const signature = sign('sha256', Buffer.from(message), { key, dsaEncoding: 'ieee-p1363' });
      return `${message}.${padded(signature)}`;
    },
    close: () => void server.close(),
  };
}

export const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

const part = (value: object): string => padded(Buffer.from(JSON.stringify(value)));

/** Base64url as load balancers write it. */
export function padded(bytes: Buffer): string {
  const text = bytes.toString('base64url');
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}
