import { LoadBalancerLogin } from '../../../dashboard/server/login/load-balancer.ts';
import { ISSUER, LOAD_BALANCER, newKeys, padded, startBalancing, type Balancing } from './balancing.ts';

let balancing: Balancing;
let login: LoadBalancerLogin;
beforeEach(async () => {
  balancing = await startBalancing();
  login = new LoadBalancerLogin({
    loadBalancer: LOAD_BALANCER,
    issuer: ISSUER,
    clientId: 'serin',
    keys: balancing.keys,
    claims: { name: 'email', groups: 'groups' },
  });
});
afterEach(() => balancing.close());

it.each(['olivia@example.com', 'o@example.com', 'ol@example.com'])(
  'believes what the load balancer has signed of %s',
  async (email) => {
    const header = balancing.header({}, { email });
    expect(await login.personIn(header)).toEqual({ name: email, groups: ['oncall'] });
  },
);

it('asks for a key once', async () => {
  await login.personIn(balancing.header());
  await login.personIn(balancing.header());
  expect(balancing.asked).toEqual([`/${balancing.kid}`]);
});

it.each<[string, (balancing: Balancing) => string]>([
  ['is none', () => 'olivia'],
  ['is signed by another key', ({ header }) => header({}, {}, newKeys().privateKey)],
  ['is not signed', ({ header }) => header({ alg: 'none' }).replace(/[^.]*$/, '')],
  [
    'was changed',
    ({ header }) => header().replace(/\.[^.]*\./, `.${padded(Buffer.from('{"email":"root@example.com"}'))}.`),
  ],
  [
    'is of another load balancer',
    ({ header }) => header({ signer: LOAD_BALANCER.replace('serin', 'other') }),
  ],
  ['is of no load balancer', ({ header }) => header({ signer: undefined })],
  ['is for another client', ({ header }) => header({ client: 'other' })],
  ['is of another issuer', ({ header }) => header({}, { iss: 'https://evil.example' })],
  ['is over', ({ header }) => header({ exp: Math.floor(Date.now() / 1000) - 1 }, { exp: undefined })],
  ['never ends', ({ header }) => header({ exp: undefined }, { exp: undefined })],
])('believes no header that %s', async (_which, make) => {
  expect(await login.personIn(make(balancing))).toBeUndefined();
});

it.each(['../../etc/passwd', 'https://evil.example/key', '', '%2e%2e'])(
  'fetches no key by the id %j',
  async (kid) => {
    expect(await login.personIn(balancing.header({ kid }))).toBeUndefined();
    expect(balancing.asked).toEqual([]);
  },
);

it('fetches no key by an id that has more in it', async () => {
  expect(await login.personIn(balancing.header({ kid: `${balancing.kid}/../x` }))).toBeUndefined();
  expect(balancing.asked).toEqual([]);
});
