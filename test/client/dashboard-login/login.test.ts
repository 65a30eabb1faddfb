import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FastifyInstance } from 'fastify';
import { decodeProtectedHeader } from 'jose';
import { Trouble } from '../../../client/trouble.ts';
import type { CommandInput } from '../../../workflows/rollout/command.ts';
import { dashboardOf, rolloutsFrom } from '../../dashboard/dashboard-of.ts';
import { startProvider, type Providing } from '../../dashboard/login/providing.ts';
import { Visitor } from '../../dashboard/login/visitor.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';

let provider: Providing;
let app: FastifyInstance;
let url: string;
let home: string;
let asked: CommandInput[];
let refusal: Trouble | undefined;

beforeAll(async () => {
  provider = await startProvider('whole');
  const view = rolloutView({ signingKeys: [provider.access.signer!.publicKey] });
  app = await dashboardOf(
    {
      ...rolloutsFrom([foundRollout(view, '2026-03-01T12:00:00.000Z')]),
      command(_owner, name, input) {
        if (refusal) return Promise.reject(refusal);
        asked.push({ name, ...input } as CommandInput);
        return Promise.resolve({ status: view.status, done: true });
      },
      async undo(_owner, { prove, ...given }) {
        const proof = await prove?.({ rollout: view.id, undoes: 'v2', file: {} });
        asked.push({ name: 'undo', ...given, ...(proof && { proof }) } as CommandInput);
        const started = { kind: 'started', id: view.id, runId: () => Promise.resolve(view.runId) } as const;
        return { kind: 'started', version: 'v1', undone: 'v2', started };
      },
    },
    undefined,
    { access: provider.access },
  );
  await app.listen({ host: '127.0.0.1', port: provider.port });
  url = `http://127.0.0.1:${provider.port}`;
  home = mkdtempSync(join(tmpdir(), 'serin-login-'));
});
beforeEach(() => void ([asked, refusal] = [[], undefined]));
afterAll(async () => {
  await app?.close();
  await provider?.close();
  rmSync(home, { recursive: true, force: true });
});

/** The command as people run it, with a home of its own and no Temporal to reach. */
function serin(words: readonly string[], env: Record<string, string> = { SERIN_DASHBOARD_URL: url }) {
  const child = spawn(process.execPath, ['client/main.ts', ...words], {
    env: { PATH: process.env['PATH'], XDG_CONFIG_HOME: home, TEMPORAL_ADDRESS: '127.0.0.1:1', ...env },
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (printed += String(text)));
  return {
    child,
    ended: once(child, 'exit').then(([code]) => ({ code: code as number, printed: printed.trim() })),
  };
}

/** Logs the command in, and answers in a browser for somebody. */
async function logIn(name: string) {
  const { child, ended } = serin(['login', url], {});
  for await (const line of createInterface(child.stdout)) {
    const [, address] = /^open (\S+) in a browser/.exec(line) ?? [];
    if (address !== undefined) await allow(address, name);
  }
  return ended;
}

/** Goes through the provider's forms, as somebody who says yes to each. */
async function allow(address: string, name: string): Promise<void> {
  const visitor = new Visitor();
  let answer = await visitor.go(address);
  for (let forms = 0; forms < 5; forms++) {
    const page = await answer.text();
    const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
    if (action === undefined) return;
    const hidden = [...page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)].map(
      ([, field = '', value = '']) => [field, value],
    );
    const body = new URLSearchParams([...hidden, ['login', name], ['password', 'any'], ['confirm', 'yes']]);
    answer = await visitor.go(new URL(action, answer.url).href, { method: 'POST', body });
  }
}

it('logs in by a browser of any kind, and commands then go by the dashboard, signed', async () => {
  const { code, printed } = await logIn('olivia');
  expect([code, printed]).toEqual([0, expect.stringMatching(/logged in until 20/)]);
  expect(statSync(join(home, 'serin', 'login.json')).mode & 0o777).toBe(0o600);

  const approved = await serin(['approve', 'shop/cart', '--reason', 'fine', '--by', 'mallory']).ended;
  expect(approved).toEqual({
    code: 0,
    printed: 'canary/shop/cart: taken: baking, step 2 of 3 at 25 %',
  });
  expect(asked).toEqual([
    expect.objectContaining({
      name: 'approve',
      by: 'olivia@example.com',
      groups: ['oncall'],
      reason: 'fine',
    }),
  ]);
  expect(decodeProtectedHeader(asked[0]!.proof!)).toEqual({ alg: 'EdDSA', typ: 'serin-command' });
});

it("answers with the dashboard's refusal, and the exit code of one", async () => {
  await logIn('dave');
  const { code, printed } = await serin(['approve', 'shop/cart']).ended;
  expect([code, printed]).toEqual([5, expect.stringContaining('dave@example.com is an operator')]);
  refusal = new Trouble('refused', 'pause is refused: it is already paused');
  expect((await serin(['pause', 'shop/cart']).ended).code).toBe(5);
  expect(asked).toEqual([]);
});

it('undoes by the dashboard, too, as whoever has logged in', async () => {
  await logIn('olivia');
  const { code, printed } = await serin(['undo', 'shop/cart', '--reason', 'no butter']).ended;
  expect([code, printed]).toEqual([
    0,
    'canary/shop/cart: taken: v1 in place of v2: baking, step 2 of 3 at 25 %',
  ]);
  expect(asked).toEqual([
    { name: 'undo', by: 'olivia@example.com', reason: 'no butter', proof: expect.any(String) },
  ]);
  expect(decodeProtectedHeader(asked[0]!.proof!)).toEqual({ alg: 'EdDSA', typ: 'serin-undo' });
});

it('gives no command without a login, after a logout, or by a token that proves nothing', async () => {
  await logIn('olivia');
  expect((await serin(['logout']).ended).code).toBe(0);
  const without = await serin(['pause', 'shop/cart']).ended;
  expect([without.code, without.printed]).toEqual([2, expect.stringContaining(`serin login ${url}`)]);
  const env = { SERIN_DASHBOARD_URL: url, SERIN_ID_TOKEN: 'e30.e30.AA' };
  const untrue = await serin(['pause', 'shop/cart'], env).ended;
  expect([untrue.code, untrue.printed]).toEqual([2, expect.stringContaining('does not believe this login')]);
  expect(asked).toEqual([]);
});

it('sends no token over a connection that others can read', async () => {
  const env = { SERIN_DASHBOARD_URL: 'http://serin.example.com', SERIN_ID_TOKEN: 'e30.e30.AA' };
  const { code, printed } = await serin(['pause', 'shop/cart'], env).ended;
  expect([code, printed]).toEqual([2, expect.stringContaining('https://serin.example.com')]);
});

it('takes no call of a program by a session, so that no page of another site can have one sent', async () => {
  const visitor = new Visitor();
  await visitor.logIn(`${url}/rollouts/shop/cart`, 'olivia');
  const answer = await visitor.ask(`${url}/api/rollouts/shop/cart/commands`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ command: 'pause', id: '1', reason: 'x' }),
  });
  expect(answer.status).toBe(401);
  expect(asked).toEqual([]);
});
