import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, type JWTPayload } from 'jose';

/** Whom a job's tokens are for. */
export const AUDIENCE = 'https://serin.example.com';

/** The job that tokens are about unless told otherwise. */
export const JOB = 'repo:shop/cart:environment:production';

/** A CI service that gives its jobs ID tokens and publishes its keys, as GitHub does. */
export interface Issuing {
  readonly issuer: string;
  readonly publicKey: KeyObject;
  token(claims?: JWTPayload, key?: KeyObject | Uint8Array, alg?: string): Promise<string>;
  close(): void;
}

export async function startIssuing(): Promise<Issuing> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  const server = createServer(({ url }, response) => {
    const body =
      url === '/.well-known/openid-configuration' ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: [jwk] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    publicKey,
    token: (claims = {}, key = privateKey, alg = 'RS256') =>
      new SignJWT({ iss: issuer, aud: AUDIENCE, sub: JOB, exp: secondsFromNow(300), ...claims })
        .setProtectedHeader({ alg, kid: 'one' })
        .sign(key),
    close: () => void server.close(),
  };
}

/** A time as tokens say it. */
export const secondsFromNow = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;
