import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LoadBalancerLogin } from '../../../dashboard/server/login/load-balancer.ts';

const LOAD_BALANCER =
  'arn:aws:elasticloadbalancing:eu-west-1:123456789012:loadbalancer/app/serin/50dc6c495c0c9188';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const KID = randomUUID();

/** Stands for AWS's own place of public keys, which is one for each Region. */
let keys: Server;
let asked: string[];
let login: LoadBalancerLogin;
beforeEach(async () => {
  asked = [];
  keys = createServer(({ url = '' }, response) => {
    asked.push(url);
    if (url === `/${KID}`) response.end(publicKey.export({ type: 'spki', format: 'pem' }));
    else response.writeHead(404).end();
  });
  await once(keys.listen(0, '127.0.0.1'), 'listening');
  login = new LoadBalancerLogin({
    loadBalancer: LOAD_BALANCER,
    issuer: 'https://id.example.com',
    clientId: 'serin',
    keys: `http://127.0.0.1:${(keys.address() as AddressInfo).port}`,
    claims: { name: 'email', groups: 'groups' },
  });
});
afterEach(() => void keys.close());

const later = () => Math.floor(Date.now() / 1000) + 120;

/** A header as the load balancer writes it: unlike others' tokens, with padding. */
function header(
  changes: object = {},
  claims: object = {},
  key: KeyObject = privateKey,
  alg = 'ES256',
): string {
  const part = (value: object) => padded(Buffer.from(JSON.stringify(value)));
  const exp = later();
  const head = part({
    typ: 'JWT',
    kid: KID,
    alg,
    iss: 'https://id.example.com',
    client: 'serin',
    signer: LOAD_BALANCER,
    exp,
    ...changes,
  });
  const body = part({
    sub: 'f00d',
    email: 'olivia@example.com',
    groups: ['oncall'],
    iss: 'https://id.example.com',
    exp,
    ...claims,
  });
  const message = Buffer.from(`${head}.${body}`);
  const signature =
    key.asymmetricKeyType === 'ec'
      ? sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' })
      : Buffer.alloc(0);
  return `${head}.${body}.${padded(signature)}`;
}

function padded(bytes: Buffer): string {
  const text = bytes.toString('base64url');
  return text + '='.repeat((4 - (text.length % 4)) % 4);
}

it.each(['olivia@example.com', 'o@example.com', 'ol@example.com'])(
  'believes what the load balancer has signed of %s',
  async (email) => {
    expect(await login.personIn(header({}, { email }))).toEqual({ name: email, groups: ['oncall'] });
  },
);

it('asks for a key once', async () => {
  await login.personIn(header());
  await login.personIn(header());
  expect(asked).toEqual([`/${KID}`]);
});

const { privateKey: another } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

it.each<[string, () => string]>([
  ['is none', () => 'olivia'],
  ['is signed by another key', () => header({}, {}, another)],
  ['is not signed', () => header({ alg: 'none' }, {}, another, 'none').replace(/[^.]*$/, '')],
  [
    'was changed',
    () => header().replace(/\.[^.]*\./, `.${padded(Buffer.from('{"email":"root@example.com"}'))}.`),
  ],
  ['is of another load balancer', () => header({ signer: LOAD_BALANCER.replace('serin', 'other') })],
  ['is of no load balancer', () => header({ signer: undefined })],
  ['is for another client', () => header({ client: 'other' })],
  ['is of another issuer', () => header({}, { iss: 'https://evil.example' })],
  ['is over', () => header({ exp: Math.floor(Date.now() / 1000) - 1 }, { exp: undefined })],
  ['never ends', () => header({ exp: undefined }, { exp: undefined })],
])('believes no header that %s', async (_which, make) => {
  expect(await login.personIn(make())).toBeUndefined();
});

it.each(['../../etc/passwd', 'https://evil.example/key', `${KID}/../x`, '', '%2e%2e'])(
  'fetches no key by the id %j',
  async (kid) => {
    expect(await login.personIn(header({ kid }))).toBeUndefined();
    expect(asked).toEqual([]);
  },
);
