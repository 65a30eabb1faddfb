import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';
import { Tokens } from '../../../dashboard/server/login/tokens.ts';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const another = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

/** Stands for a CI service that gives its jobs ID tokens, as GitHub does. */
let service: Server;
let issuer: string;
let tokens: Tokens;
beforeAll(async () => {
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  service = createServer(({ url }, response) => {
    const body =
      url === '/.well-known/openid-configuration' ? { issuer, jwks_uri: `${issuer}/keys` } : { keys: [jwk] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await once(service.listen(0, '127.0.0.1'), 'listening');
  issuer = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  tokens = new Tokens([
    {
      issuer,
      audience: 'https://serin.example.com',
      claims: { name: 'sub', groups: 'groups' },
      subjects: ['repo:shop/*:environment:production'],
      groups: ['pipelines'],
    },
  ]);
});
afterAll(() => void service?.close());

const SUBJECT = 'repo:shop/cart:environment:production';

const token = (claims: JWTPayload = {}, key = privateKey, alg = 'RS256') =>
  new SignJWT({ iss: issuer, aud: 'https://serin.example.com', sub: SUBJECT, exp: soon(), ...claims })
    .setProtectedHeader({ alg, kid: 'one' })
    .sign(key);

const soon = () => Math.floor(Date.now() / 1000) + 300;

it("believes a job's token, and gives it the groups that the file says", async () => {
  expect(await tokens.personIn(await token())).toEqual({ name: SUBJECT, groups: ['pipelines'] });
});

it.each<[string, () => Promise<string>]>([
  ['that is none', () => Promise.resolve('olivia')],
  [
    'that nobody has signed',
    () =>
      Promise.resolve(
        new UnsecuredJWT({
          iss: issuer,
          aud: 'https://serin.example.com',
          sub: SUBJECT,
          exp: soon(),
        }).encode(),
      ),
  ],
  ['that another key has signed', () => token({}, another)],
  [
    'that is signed by the public key as if it were a secret',
    async () =>
      new SignJWT({ iss: issuer, aud: 'https://serin.example.com', sub: SUBJECT, exp: soon() })
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(new TextEncoder().encode(publicKey.export({ type: 'spki', format: 'pem' }).toString())),
  ],
  ['for another audience', () => token({ aud: 'https://other.example.com' })],
  ['of another issuer', () => token({ iss: 'https://evil.example' })],
  ['of another job', () => token({ sub: 'repo:mallory/cart:environment:production' })],
  ['that is over', () => token({ exp: Math.floor(Date.now() / 1000) - 1 })],
  ['that never ends', () => token({ exp: undefined as never })],
])('believes no token %s', async (_which, make) => {
  expect(await tokens.personIn(await make())).toBeUndefined();
});
