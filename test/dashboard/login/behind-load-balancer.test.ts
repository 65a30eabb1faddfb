import type { FastifyInstance } from 'fastify';
import { decodeJwt } from 'jose';
import { accessOf } from '../../../dashboard/server/login/access.ts';
import type { AccessFile } from '../../../dashboard/server/login/access-file.ts';
import type { CommandInput } from '../../../workflows/rollout/command.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';
import { ISSUER, LOAD_BALANCER, newKeys, startBalancing, type Balancing } from './balancing.ts';
import { accessFile, newSigner } from './providing.ts';

const HOST = 'serin.example.com';
const PAGE = '/rollouts/shop/cart';
const SIGNER = newSigner();
const VIEW = rolloutView({ signingKeys: [SIGNER.publicKey] });

let balancing: Balancing;
let app: FastifyInstance;
let asked: CommandInput[];
beforeAll(async () => {
  balancing = await startBalancing();
});
afterAll(() => balancing?.close());
beforeEach(() => serve());
afterEach(() => app.close());

/** Serves a dashboard behind a load balancer that logs people in. */
async function serve(changes: Partial<AccessFile> = {}): Promise<void> {
  await app?.close();
  asked = [];
  const file: AccessFile = {
    ...accessFile(`https://${HOST}`, ISSUER),
    login: {
      kind: 'loadBalancer',
      loadBalancer: LOAD_BALANCER,
      issuer: ISSUER,
      clientId: 'serin',
      keys: balancing.keys,
      nameClaim: 'email',
      groupsClaim: 'groups',
    },
    ...changes,
  };
  const rollouts = {
    ...rolloutsFrom([foundRollout(VIEW, '2026-03-01T12:00:00.000Z')]),
    command(_owner: unknown, name: string, input: CommandInput) {
      asked.push({ name, ...input } as CommandInput);
      return Promise.resolve({ status: VIEW.status, done: true });
    },
  };
  app = await dashboardOf(rollouts, undefined, { access: { ...accessOf(file, {}), signer: SIGNER } });
}

type Headers = Record<string, string>;

/** A request as it comes from the load balancer's own address. */
const get = (url: string, headers: Headers = {}) =>
  app.inject({ url, headers: { host: HOST, accept: 'text/html', ...headers }, remoteAddress: '10.0.0.9' });

const saying = (header: string): Headers => ({ 'x-amzn-oidc-data': header });

/** Opens a page, and presses a button on it; what the browser was not given it cannot send. */
async function press(headers: Headers, fields: Headers = {}) {
  const { body, cookies } = await get(PAGE, headers);
  const [, token = ''] = /name="form-token" content="([0-9a-f]+)"/.exec(body) ?? [];
  return app.inject({
    method: 'POST',
    url: `${PAGE}/commands`,
    remoteAddress: '10.0.0.9',
    headers: {
      host: HOST,
      origin: `https://${HOST}`,
      accept: 'application/json',
      cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    payload: new URLSearchParams({
      action: 'pause',
      token,
      id: crypto.randomUUID(),
      reason: 'bad graph',
      ...fields,
    }).toString(),
  });
}

it('whoever the load balancer has logged in sees pages, and commands in their own name, signed', async () => {
  const header = saying(balancing.header());
  expect((await get(PAGE, header)).body).toContain('olivia@example.com');
  expect((await press(header)).statusCode).toBe(200);
  expect(asked).toEqual([expect.objectContaining({ name: 'pause', by: 'olivia@example.com' })]);
  expect(signedFrom()).toBe('10.0.0.9');
});

/** From where the command was given, as it was signed. */
const signedFrom = (): unknown => decodeJwt(asked[0]!.proof!)['from'];

const over = () => ({ exp: Math.floor(Date.now() / 1000) - 1 });

it.each<[string, () => Headers]>([
  ['missing', () => ({})],
  ['empty', () => saying('')],
  ['forged by another key', () => saying(balancing.header({}, {}, newKeys().privateKey))],
  ['expired', () => saying(balancing.header(over(), over()))],
  [
    "another load balancer's",
    () => saying(balancing.header({ signer: LOAD_BALANCER.replace('123', '321') })),
  ],
  ["another client's", () => saying(balancing.header({ client: 'other' }))],
  ['of another issuer', () => saying(balancing.header({}, { iss: 'https://evil.example' }))],
  [
    'there twice, once forged',
    () => saying(`${balancing.header()}, ${balancing.header({}, {}, newKeys().privateKey)}`),
  ],
  [
    'told by its neighbours alone',
    () => ({ 'x-amzn-oidc-identity': 'olivia@example.com', 'x-amzn-oidc-accesstoken': 'x' }),
  ],
  ['replaced by a session', () => ({ cookie: `__Host-serin-session=${'a'.repeat(43)}` })],
])('a header that is %s shows nothing and commands nothing', async (_how, make) => {
  for (const url of ['/', PAGE, `/live${PAGE}`, '/plan']) {
    const { statusCode, body } = await get(url, make());
    expect([statusCode, body]).toEqual([401, 'log in first\n']);
  }
  expect((await press(make())).statusCode).toBe(401);
  expect(asked).toEqual([]);
});

it('a group that a form or another header claims gives no role', async () => {
  const dave = {
    ...saying(balancing.header({}, { email: 'dave@example.com', groups: ['developers'] })),
    'x-groups': 'oncall',
  };
  const { statusCode, json } = await press(dave, {
    action: 'promoteAll',
    confirm: 'cart',
    groups: 'oncall',
    by: 'olivia',
  });
  expect([statusCode, json<{ text: string }>().text]).toEqual([
    409,
    'refused: dave@example.com is an operator (developers) here, and this takes an approver',
  ]);
  expect(asked).toEqual([]);
});

it('a page that somebody else was sent gives no token that counts', async () => {
  const olivia = saying(balancing.header());
  const { body } = await get(PAGE, olivia);
  const [, token = ''] = /name="form-token" content="([0-9a-f]+)"/.exec(body) ?? [];
  expect((await press(olivia, { token })).statusCode).toBe(403);
  expect(asked).toEqual([]);
});

describe('proxies', () => {
  it.each([
    [0, '203.0.113.9', '10.0.0.9'],
    [1, '203.0.113.9', '203.0.113.9'],
    [1, '198.51.100.1, 203.0.113.9', '203.0.113.9'],
    [2, '198.51.100.1, 203.0.113.9, 10.0.0.8', '203.0.113.9'],
    [2, '203.0.113.9', '203.0.113.9'],
  ])('%d of them are believed, of "%s" that the caller is at %s', async (proxies, forwarded, from) => {
    await serve({ proxies });
    await press({ ...saying(balancing.header()), 'x-forwarded-for': forwarded });
    expect(signedFrom()).toBe(from);
  });

  it('cannot have a page answer under another name, or lead elsewhere', async () => {
    const header = saying(balancing.header());
    const forwarded = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'http',
      forwarded: 'host=evil.example',
    };
    const { statusCode, body, headers } = await get(PAGE, { ...header, ...forwarded });
    expect(statusCode).toBe(200);
    expect(JSON.stringify(headers) + body).not.toContain('evil');
    expect((await get(PAGE, { ...header, host: 'evil.example' })).statusCode).toBe(421);
  });
});

describe('so many a minute', () => {
  it('commands are taken of one person, however many addresses they have', async () => {
    const header = saying(balancing.header());
    const codes: number[] = [];
    for (let i = 0; i < 31; i++)
      codes.push((await press({ ...header, 'x-forwarded-for': `203.0.113.${i}` })).statusCode);
    expect([codes.slice(0, 30), codes[30]]).toEqual([Array(30).fill(200), 429]);
    const dave = saying(balancing.header({}, { email: 'dave@example.com', groups: ['developers'] }));
    expect((await press(dave)).statusCode).toBe(200);
  });

  it('logins are answered of one address, whatever it says of others before it', async () => {
    const ask = async (forwarded: string) =>
      (await get('/api/login', { 'x-forwarded-for': forwarded })).statusCode;
    for (let i = 0; i < 60; i++) expect(await ask(`198.51.100.${i}, 203.0.113.9`)).toBe(404);
    expect(await ask('198.51.100.99, 203.0.113.9')).toBe(429);
    expect(await ask('203.0.113.10')).toBe(404);
  });
});
