import type { FastifyInstance } from 'fastify';
import type { Rollouts } from '../../../dashboard/server/rollouts.ts';
import type { RolloutView } from '../../../client/rollouts/view.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';
import { startProvider, type Providing } from './providing.ts';
import { Visitor } from './visitor.ts';

const FOUND = ['cart', 'till'].map((service) =>
  foundRollout(rolloutView({ service }), '2026-03-01T12:00:00.000Z'),
);

let provider: Providing;
let app: FastifyInstance;
let url: string;
let asked: object[];
let view: RolloutView | undefined;
let reported: unknown[];

beforeAll(async () => {
  provider = await startProvider();
  const rollouts: Rollouts = {
    ...rolloutsFrom(FOUND),
    view: (...given) => (view ? Promise.resolve(view) : rolloutsFrom(FOUND).view(...given)),
    command(owner, name, input) {
      asked.push({ service: owner.service, name, by: input.by, groups: input.groups });
      return Promise.resolve({ status: rolloutView().status, done: true });
    },
  };
  app = await dashboardOf(rollouts, undefined, {
    access: provider.access,
    report: (error) => reported.push(error),
  });
  await app.listen({ host: '127.0.0.1', port: provider.port });
  url = `http://127.0.0.1:${provider.port}`;
});
beforeEach(() => void ([asked, reported, view] = [[], [], undefined]));
afterAll(async () => {
  await app?.close();
  await provider?.close();
});

const PAGE = '/rollouts/shop/cart';

/** A browser in which somebody has logged in, and the token of its pages' forms. */
async function loggedIn(name: string, path = PAGE) {
  const visitor = new Visitor();
  const page = await visitor.logIn(url + path, name);
  return { visitor, page, token: tokenIn(page) };
}

const tokenIn = (page: string): string => /name="form-token" content="([0-9a-f]+)"/.exec(page)?.[1] ?? '';

const press = (
  visitor: Visitor,
  token: string,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
  path = PAGE,
) =>
  visitor.ask(`${url}${path}/commands`, {
    method: 'POST',
    headers: { accept: 'application/json', ...headers },
    body: new URLSearchParams({
      action: 'pause',
      token,
      id: crypto.randomUUID(),
      reason: 'bad graph',
      ...fields,
    }),
  });

describe('logging in', () => {
  it('leads to the provider and back to the page that was asked for', async () => {
    const { page } = await loggedIn('olivia');
    expect(page).toContain('olivia@example.com');
    expect(page).toContain('<title>cart: ');
  });

  it('gives a session that no script reads, and no other site uses for more than to look', async () => {
    const visitor = new Visitor();
    await visitor.logIn(`${url}${PAGE}`, 'olivia');
    const session = visitor.jar.get(new URL(url).host)?.get('serin-session');
    expect(session).toMatch(/^[\w-]{43}$/);
    const again = new Visitor();
    const answers: string[] = [];
    again.ask = async (...given) => {
      const answer = await Visitor.prototype.ask.apply(again, given);
      answers.push(...answer.headers.getSetCookie());
      return answer;
    };
    await again.logIn(`${url}${PAGE}`, 'olivia');
    expect(answers.find((set) => set.startsWith('serin-session='))).toMatch(
      /^serin-session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('begins a new session whatever the browser brings, so that nobody knows its id before', async () => {
    const attacker = await loggedIn('dave');
    const planted = attacker.visitor.jar.get(new URL(url).host)?.get('serin-session') ?? '';
    const victim = new Visitor();
    victim.jar.set(new URL(url).host, new Map([['serin-session', 'x'.repeat(43)]]));
    await victim.logIn(`${url}${PAGE}`, 'olivia');
    const own = victim.jar.get(new URL(url).host)?.get('serin-session');
    expect(own).not.toBe('x'.repeat(43));
    expect(own).not.toBe(planted);
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/..//evil.example/',
    'javascript:alert(1)',
    '/login?to=//evil.example',
  ])('leads to its own first page where %j is wanted', async (to) => {
    const visitor = new Visitor();
    const page = await visitor.logIn(`${url}/login?to=${encodeURIComponent(to)}`, 'olivia');
    expect(page).toContain('<title>');
    expect(page).toContain('Now · Serin');
  });

  it.each<[string, (visitor: Visitor, callback: URL) => void]>([
    ['in another browser', (visitor) => void visitor.jar.clear()],
    ['by another state', (_visitor, callback) => callback.searchParams.set('state', 'mine')],
    ['by a code of its own', (_visitor, callback) => callback.searchParams.set('code', 'mine')],
    ['by another issuer', (_visitor, callback) => callback.searchParams.set('iss', 'https://evil.example')],
    [
      'by a transaction that it made up',
      (visitor) => visitor.jar.get(new URL(url).host)?.set('serin-login', 'a.b.c.d.e'),
    ],
  ])('is not ended %s', async (_how, change) => {
    const visitor = new Visitor();
    const callback = await callbackOf(visitor);
    change(visitor, callback);
    const answer = await visitor.go(callback.href);
    expect(answer.status).toBe(403);
    expect((await visitor.ask(`${url}${PAGE}`)).headers.get('location')).toMatch(/^\/login/);
  });

  /** Where the provider sends a browser that has just logged in. */
  async function callbackOf(visitor: Visitor): Promise<URL> {
    const answer = await visitor.go(`${url}/login`);
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(await answer.text()) ?? [];
    let next = new URL(action!, answer.url);
    let body: URLSearchParams | undefined = new URLSearchParams({
      prompt: 'login',
      login: 'olivia',
      password: 'x',
    });
    while (!next.pathname.startsWith('/login/callback')) {
      const { headers } = await visitor.ask(next, body ? { method: 'POST', body } : {});
      [next, body] = [new URL(headers.get('location')!, next), undefined];
    }
    return next;
  }
});

it('shows the name of whoever has logged in as text, never as markup', async () => {
  const { page } = await loggedIn('<script>alert(1)</script>', '/');
  expect(page).toContain('alert(1)');
  expect(page).not.toContain('<script>alert');
});

describe('without a login', () => {
  it.each(['/', PAGE, '/history/shop/cart'])('%s leads to one', async (path) => {
    const answer = await new Visitor().ask(url + path);
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      `/login?to=${encodeURIComponent(path)}`,
    ]);
  });

  it.each([
    ['a stream', `/live${PAGE}`, { accept: 'text/event-stream' }],
    ['changes', `/live${PAGE}`, { accept: 'application/json' }],
    ['what there is not', '/etc/passwd', { accept: '*/*' }],
    ['a session that it made up', PAGE, { accept: '*/*', cookie: `serin-session=${'a'.repeat(43)}` }],
    ["the load balancer's header", PAGE, { accept: '*/*', 'x-amzn-oidc-data': 'e30.e30.AA' }],
  ])('nobody gets %s', async (_what, path, headers) => {
    const answer = await fetch(url + path, { headers });
    expect([answer.status, await answer.text()]).toEqual([401, 'log in first\n']);
  });

  it('no command is taken', async () => {
    expect((await press(new Visitor(), 'a'.repeat(64))).status).toBe(401);
    expect(asked).toEqual([]);
  });
});

describe('roles', () => {
  it('let an operator pause, with the group that lets them', async () => {
    const { visitor, token } = await loggedIn('dave');
    expect((await press(visitor, token)).status).toBe(200);
    expect(asked).toEqual([
      { service: 'cart', name: 'pause', by: 'dave@example.com', groups: ['developers'] },
    ]);
  });

  it.each([
    ['dave', 'approve', 'dave@example.com is an operator (developers) here, and this takes an approver'],
    ['dave', 'promoteAll', 'dave@example.com is an operator (developers) here, and this takes an approver'],
    ['vera', 'pause', 'vera@example.com is a viewer (visitors) here, and this takes an operator'],
    ['vera', 'abort', 'vera@example.com is a viewer (visitors) here, and this takes an operator'],
  ])('keep %s from %s, on the page and at the server, whatever a form says', async (name, action, words) => {
    const { visitor, token, page } = await loggedIn(name);
    expect(page).toContain(words);
    const fields = { action, confirm: 'cart', by: 'olivia@example.com', groups: 'oncall', role: 'approver' };
    const answer = await press(visitor, token, fields);
    expect([answer.status, await answer.json()]).toEqual([
      409,
      { kind: 'refused', text: `refused: ${words}` },
    ]);
    expect(asked).toEqual([]);
  });

  it.each(['/rollouts/shop/till', '/history/shop/till', '/live/rollouts/shop/till', '/rollouts/pay/cart'])(
    'keep from %s whoever has none there',
    async (path) => {
      const { visitor } = await loggedIn('vera');
      expect((await visitor.ask(url + path)).status).toBe(403);
    },
  );

  it('keep from commanding what one may not see, and from naming a service in another way', async () => {
    const { visitor, token } = await loggedIn('dave');
    for (const path of ['/rollouts/shop/till', '/rollouts/shop/cart%2F..%2Ftill', '/rollouts/shop/..%2Fcart'])
      expect((await press(visitor, token, {}, {}, path)).status).toBeGreaterThanOrEqual(400);
    expect(asked).toEqual([]);
  });

  it('show nothing to somebody who has none, not even a plan, but let them log out', async () => {
    const { visitor, page, token } = await loggedIn('mallory', '/');
    expect(page).toContain('No group of mallory@example.com has a role for anything here.');
    expect((await visitor.ask(`${url}/plan`)).status).toBe(403);
    const left = await visitor.ask(`${url}/logout`, { method: 'POST', body: new URLSearchParams({ token }) });
    expect(left.status).toBe(303);
  });

  it('list what somebody may see, and nothing else', async () => {
    expect((await loggedIn('vera', '/')).page).not.toContain('/rollouts/shop/till');
    expect((await loggedIn('olivia', '/')).page).toContain('/rollouts/shop/till');
  });
});

describe('a form', () => {
  it.each<[string, Record<string, string>, Record<string, string>]>([
    ['without a token', { token: '' }, {}],
    ['of another origin', {}, { origin: 'https://evil.example' }],
    ['that a browser says is of another site', {}, { 'sec-fetch-site': 'cross-site' }],
  ])('%s is refused', async (_which, fields, headers) => {
    const { visitor, token } = await loggedIn('olivia');
    expect((await press(visitor, token, fields, headers)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it("with the token of somebody else's session is refused", async () => {
    const dave = await loggedIn('dave');
    const olivia = await loggedIn('olivia');
    expect((await press(olivia.visitor, dave.token)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('of a rollout that another one has followed is refused', async () => {
    const { visitor, token } = await loggedIn('olivia');
    const answer = await press(visitor, token, { run: crypto.randomUUID() });
    expect(await answer.json()).toEqual({
      kind: 'refused',
      text: 'refused: another rollout runs by now; load the page again',
    });
  });
});

it('logging out ends the session at the server, and takes a form of its own', async () => {
  const { visitor, token } = await loggedIn('olivia');
  const [session] = [...visitor.jar.get(new URL(url).host)!].filter(([name]) => name === 'serin-session');
  const logOut = (given: string) =>
    visitor.ask(`${url}/logout`, { method: 'POST', body: new URLSearchParams({ token: given }) });
  expect((await logOut('')).status).toBe(403);
  expect((await visitor.ask(url + PAGE)).status).toBe(200);
  expect((await logOut(token)).headers.get('location')).toBe('/logged-out');
  const replayed = await fetch(url + PAGE, { headers: { accept: '*/*', cookie: session!.join('=') } });
  expect(replayed.status).toBe(401);
});

it('logging out ends what the session listens to, at the next thing that happens', async () => {
  const { visitor, token } = await loggedIn('olivia');
  const stream = await visitor.ask(`${url}/live${PAGE}`, { headers: { accept: 'text/event-stream' } });
  await visitor.ask(`${url}/logout`, { method: 'POST', body: new URLSearchParams({ token }) });
  view = rolloutView({ paused: true, waitsFor: { what: 'what nobody else is to know', until: undefined } });
  expect(await stream.text()).not.toContain('what nobody else is to know');
});

it.each([
  ['another host', { host: 'evil.example' }, 421],
  ["another host's forwarded name", { 'x-forwarded-host': 'evil.example' }, 302],
])('a request by %s gets nothing of its own', async (_which, headers, code) => {
  const { statusCode, headers: answer } = await app.inject({
    url: PAGE,
    headers: { host: new URL(url).host, accept: 'text/html', ...headers },
  });
  expect([statusCode, `${answer['location']}`.includes('evil')]).toEqual([code, false]);
});
