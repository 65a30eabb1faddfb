import type { FastifyInstance } from 'fastify';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startChromium } from '../../../infra/local/browser/chromium.ts';
import type { CommandInput } from '../../../workflows/rollout/command.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';
import { startEndingTls } from './ending-tls.ts';
import { startProvider, type Providing } from './providing.ts';

const HOST = 'serin.example.com';
const PAGE = '/rollouts/shop/cart';

let provider: Providing;
let app: FastifyInstance;
let proxy: Server;
let browser: Browser;
let context: BrowserContext;
const asked: CommandInput[] = [];

beforeAll(async () => {
  provider = await startProvider('short', `https://${HOST}`);
  const view = rolloutView();
  const rollouts = {
    ...rolloutsFrom([foundRollout(view, '2026-03-01T12:00:00.000Z')]),
    command(_owner: unknown, _name: string, input: CommandInput) {
      asked.push(input);
      return Promise.resolve({ status: view.status, done: true });
    },
  };
  app = await dashboardOf(rollouts, undefined, { access: { ...provider.access, proxies: 1 } });
  await app.listen({ host: '127.0.0.1', port: 0 });
  proxy = await startEndingTls(HOST, provider.port, (app.server.address() as AddressInfo).port);
  browser = await startChromium('--host-resolver-rules=MAP *.example.com 127.0.0.1');
});
afterAll(async () => {
  await browser?.close();
  proxy?.closeAllConnections();
  proxy?.close();
  await app?.close();
  await provider?.close();
});
beforeEach(async () => {
  context = await browser.newContext({ ignoreHTTPSErrors: true });
});
afterEach(() => context.close());

/** Logs somebody in at the provider to whose page the browser was led. */
async function logIn(page: Page, name: string): Promise<void> {
  await page.locator('input[name=login]').fill(name);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.locator('form.person').waitFor();
}

/** What the dashboard's answers to a page have in a header, each with the path that was asked for. */
function headersOf(page: Page, name: string): { readonly path: string; readonly values: string[] }[] {
  const seen: { path: string; values: string[] }[] = [];
  page.on('response', async (response) => {
    const { hostname, pathname } = new URL(response.url());
    if (hostname === HOST) seen.push({ path: pathname, values: await response.headerValues(name) });
  });
  return seen;
}

it('a browser behind TLS keeps a session that no script reads, no neighbour plants and no plain http carries', async () => {
  const page = await context.newPage();
  const given = headersOf(page, 'set-cookie');
  const held = headersOf(page, 'strict-transport-security');
  await page.goto(provider.url + PAGE);
  const [begun] = await context.cookies(provider.url);
  expect(begun).toMatchObject({ name: '__Host-serin-login', ...KEPT, sameSite: 'Lax' });
  await logIn(page, 'olivia');
  expect(page.url()).toBe(provider.url + PAGE);
  expect(await context.cookies(provider.url)).toEqual([
    expect.objectContaining({ name: '__Host-serin-session', ...KEPT, sameSite: 'Lax', expires: -1 }),
  ]);
  expect(await page.evaluate(() => document.cookie)).toBe('');
  await page.locator('#live.live').waitFor();
  const texts = given.flatMap(({ values }) => values);
  expect(texts.length).toBeGreaterThanOrEqual(3);
  for (const text of texts)
    expect(text).toMatch(/^__Host-serin-\w+=[^;]*; (.*; )?Path=\/; (.*; )?HttpOnly; Secure; SameSite=Lax$/);
  expect(texts.join()).not.toMatch(/domain=/i);
  expect(held.map(({ path }) => path)).toEqual(expect.arrayContaining(['/login', '/login/callback', PAGE]));
  expect(new Set(held.flatMap(({ values }) => values))).toEqual(new Set(['max-age=31536000']));
});

/** A cookie of this very host, for TLS and for no script. */
const KEPT = { domain: HOST, path: '/', secure: true, httpOnly: true };

it('commands are given behind TLS, in the name of whoever has logged in, and logging out takes the cookie away', async () => {
  const page = await context.newPage();
  await page.goto(provider.url + PAGE);
  await logIn(page, 'dave');
  await page.getByRole('button', { name: 'Abort' }).click();
  await page.locator('.notice.taken').waitFor();
  expect(asked).toEqual([expect.objectContaining({ by: 'dave@example.com', groups: ['developers'] })]);
  await page.locator('form.person button').click();
  await page.getByRole('heading', { name: 'Logged out' }).waitFor();
  expect(await context.cookies(provider.url)).toEqual([
    expect.objectContaining({ name: '__Host-serin-dashboard', ...KEPT, sameSite: 'Strict' }),
  ]);
});

it('a page of a neighbouring host cannot have people use the session of its own, nor read one of theirs', async () => {
  const attacker = await browser.newContext({ ignoreHTTPSErrors: true });
  const theirs = await attacker.newPage();
  await theirs.goto(provider.url + PAGE);
  await logIn(theirs, 'dave');
  const [{ value: planted } = { value: '' }] = await attacker.cookies(provider.url);
  await attacker.close();

  const page = await context.newPage();
  await page.goto(provider.url.replace(HOST, 'evil.example.com'));
  await page.evaluate((id) => {
    for (const name of ['serin-session', '__Host-serin-session'])
      for (const domain of ['', 'domain=example.com; ', 'domain=serin.example.com; '])
        document.cookie = `${name}=${id}; ${domain}path=/; secure`;
  }, planted);
  // The browser has taken what it could, and brings it.
  expect(await context.cookies(provider.url)).toEqual([
    expect.objectContaining({ name: 'serin-session', value: planted, domain: '.example.com' }),
  ]);
  await page.goto(provider.url + PAGE);
  await logIn(page, 'olivia');
  expect(await page.locator('form.person').textContent()).toContain('olivia@example.com');
});

it.each([
  ['http://127.0.0.1:8088', undefined],
  // Whatever else serves at a port of this machine would be asked for TLS, too.
  ['https://localhost:8443', undefined],
  ['https://serin.example.com', 'max-age=31536000'],
])('at %s browsers are told to keep to TLS: %s', async (url, header) => {
  const server = await dashboardOf(rolloutsFrom([]), undefined, {
    access: { ...provider.access, url: new URL(url) },
  });
  const { headers } = await server.inject({ url: '/logged-out', headers: { host: new URL(url).host } });
  expect(headers['strict-transport-security']).toBe(header);
  await server.close();
});
