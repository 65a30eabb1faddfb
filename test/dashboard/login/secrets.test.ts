import { generateKeyPairSync } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { accessOf } from '../../../dashboard/server/login/access.ts';
import { signerBy } from '../../../dashboard/server/login/signer.ts';
import { foundRollout, rolloutView, RUN_ID } from '../../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';
import { accessFile, startProvider, type Providing } from './providing.ts';
import { Visitor } from './visitor.ts';

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** What the server knows, or could read, and no page is to have. */
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: 'AKIAPLANTEDKEYID0001',
  AWS_SECRET_ACCESS_KEY: 'plantedAwsSecretKey',
  AWS_SESSION_TOKEN: 'plantedAwsSessionToken',
  TEMPORAL_API_KEY: 'planted.temporal.apikey',
};
// A plan with one is refused; a rollout that had one all the same would tell it to the server.
const PASSWORD = 'plantedMetricsPassword';
const [, signingKey = ''] = pem.split('\n');

const metrics = { kind: 'prometheus', address: `http://reader:${PASSWORD}@127.0.0.1:9/` } as const;
const own = { requests: 'requests', errors: 'errors' };
const VIEW = rolloutView({ metrics: { ...metrics, periodSeconds: 60, scrapeSeconds: 15, own } });

const before = { ...process.env };
let provider: Providing;
let app: FastifyInstance;
let failure: Error | undefined;
const reported: unknown[] = [];

beforeAll(async () => {
  Object.assign(process.env, ENVIRONMENT);
  provider = await startProvider();
  const access = accessOf(accessFile(provider.url, provider.issuer), { SECRET: provider.secret });
  const found = rolloutsFrom([foundRollout(VIEW, '2026-03-01T12:00:00.000Z')]);
  app = await dashboardOf(
    {
      ...found,
      view: (...given) => (failure ? Promise.reject(failure) : found.view(...given)),
    },
    undefined,
    { access: { ...access, signer: signerBy(pem) }, report: (error) => reported.push(error) },
  );
  await app.listen({ host: '127.0.0.1', port: provider.port });
});
afterAll(async () => {
  await app?.close();
  await provider?.close();
  process.env = before;
});

it("no answer has a secret of the server's, of its metrics, or of anybody's session", async () => {
  const visitor = new Visitor();
  const page = await visitor.logIn(`${provider.url}/rollouts/shop/cart`, 'olivia');
  expect(page).toContain('olivia@example.com');
  const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(page) ?? [];
  const texts = [page];
  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await visitor.ask(provider.url + path, { headers });
    texts.push(JSON.stringify([...answer.headers].filter(([name]) => name !== 'set-cookie')));
    texts.push(await answer.text());
    return answer.status;
  };
  const json = { accept: 'application/json' };
  const codes = [
    await ask('/'),
    await ask('/history/shop/cart'),
    await ask(`/compare/shop/cart?a=${RUN_ID}&b=${RUN_ID}`),
    await ask('/plan'),
    await ask(script),
    await ask('/live/rollouts/shop/cart', json),
    await ask('/api/login', json),
    await ask('/logged-out'),
    await ask('/nowhere'),
  ];
  expect(codes).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 404]);

  // Whatever a fault quotes is told to the log, never to a page.
  failure = new Error(`${PASSWORD} ${ENVIRONMENT.AWS_SECRET_ACCESS_KEY} ${provider.secret}`);
  expect(await ask('/rollouts/shop/cart')).toBe(500);
  expect(reported).toEqual([failure]);

  const session = visitor.jar.get(new URL(provider.url).host)?.get('serin-session');
  expect(session).toMatch(/^[\w-]{43}$/);
  const all = texts.join('\n');
  for (const [what, secret] of Object.entries({
    ...ENVIRONMENT,
    PASSWORD,
    signingKey,
    clientSecret: provider.secret,
    session: session!,
  }))
    expect({ what, found: all.includes(secret) }).toEqual({ what, found: false });
});
