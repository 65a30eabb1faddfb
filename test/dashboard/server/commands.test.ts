import type { FastifyInstance } from 'fastify';
import type { RolloutView } from '../../../client/rollouts/view.ts';
import { Trouble } from '../../../client/trouble.ts';
import { foundRollout, rolloutView } from '../../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';

const FOUND = [foundRollout(rolloutView(), '2026-03-01T12:00:00.000Z')];
const HOST = '127.0.0.1:8088';
const ID = '7b0f4a7e-4a3c-4a0e-9d5d-0c3c6f0a4d11';

let app: FastifyInstance;
let asked: object[];
let refusal: Trouble | undefined;
let token: string;
let cookie: string;

beforeEach(async () => {
  [asked, refusal] = [[], undefined];
  app = await dashboardOf({
    ...rolloutsFrom(FOUND),
    command(_owner, name, input) {
      if (refusal) return Promise.reject(refusal);
      asked.push({ name, ...input });
      return Promise.resolve({ status: rolloutView({ paused: true }).status, done: true });
    },
  });
  ({ token, cookie } = await formOf(app));
});
afterEach(() => app.close());

/** The token in a page's forms, and the cookie that goes with it. */
async function formOf(server: FastifyInstance) {
  const { body, cookies } = await server.inject({ url: '/rollouts/shop/cart', headers: { host: HOST } });
  const [, found = ''] = /name="token" value="([0-9a-f]+)"/.exec(body) ?? [];
  return { token: found, cookie: `${cookies[0]?.name}=${cookies[0]?.value}` };
}

const post = (
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
  path = 'shop/cart',
) =>
  app.inject({
    method: 'POST',
    url: `/rollouts/${path}/commands`,
    headers: {
      host: HOST,
      cookie,
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    payload: new URLSearchParams({
      action: 'pause',
      token,
      id: ID,
      reason: 'bad graph',
      ...fields,
    }).toString(),
  });

it('gives a command with who, why, the step and the id, and answers with the new state', async () => {
  const { statusCode, json } = await post({ expectedStep: '2' });
  expect([statusCode, json()]).toEqual([
    200,
    { kind: 'taken', text: 'taken: baking, step 2 of 3 at 25 %, paused' },
  ]);
  expect(asked).toEqual([{ name: 'pause', by: 'olivia', reason: 'bad graph', id: ID, expectedStep: 2 }]);
});

it("answers with the rollout's own words where it refuses", async () => {
  refusal = new Trouble('refused', 'step 3 is under way, not step 2');
  const { statusCode, json } = await post();
  expect([statusCode, json()]).toEqual([409, { kind: 'refused', text: 'step 3 is under way, not step 2' }]);
});

it('promotes all only where the name of the service was typed', async () => {
  expect((await post({ action: 'promoteAll', confirm: 'card' })).statusCode).toBe(409);
  expect(asked).toEqual([]);
  expect((await post({ action: 'promoteAll', confirm: 'cart' })).statusCode).toBe(200);
  expect(asked).toEqual([expect.objectContaining({ name: 'promote' })]);
});

describe('an undo', () => {
  const PROMOTED = rolloutView({ phase: 'promoted', outcome: { kind: 'promoted', reason: 'all' } });
  const serve = async (view: RolloutView) => {
    await app.close();
    app = await dashboardOf({
      ...rolloutsFrom([foundRollout(view, '2026-03-01T12:00:00.000Z')]),
      command(_owner, name, input) {
        asked.push({ name, ...input });
        return Promise.resolve({ status: view.status, done: true });
      },
      undo(_owner, given) {
        asked.push({ name: 'undo', ...given });
        const started = { kind: 'started', id: view.id, runId: () => Promise.resolve(view.runId) } as const;
        return Promise.resolve({ kind: 'started', version: 'v1', undone: 'v2', started });
      },
    });
    ({ token, cookie } = await formOf(app));
  };

  it('of a promoted version begins a rollout of the one before, and answers with its state', async () => {
    await serve(PROMOTED);
    const { statusCode, json } = await post({ action: 'undo', run: PROMOTED.status.firstRunId });
    expect([statusCode, json()]).toEqual([
      200,
      { kind: 'taken', text: 'taken: v1 in place of v2: promoted' },
    ]);
    expect(asked).toEqual([{ name: 'undo', by: 'olivia', reason: 'bad graph' }]);
  });

  it('is an abort while the old version is kept', async () => {
    await serve(rolloutView({ keptUntil: '2026-03-01T13:00:00.000Z' }));
    expect((await post({ action: 'undo' })).statusCode).toBe(200);
    expect(asked).toEqual([expect.objectContaining({ name: 'abort', reason: 'undo: bad graph' })]);
  });

  it('pressed twice, or once another rollout has followed, undoes nothing more', async () => {
    await serve(PROMOTED);
    const { json } = await post({ action: 'undo', run: crypto.randomUUID() });
    expect(json()).toEqual({
      kind: 'refused',
      text: 'refused: another rollout runs by now; load the page again',
    });
    expect(asked).toEqual([]);
  });

  it('is refused in its own words where there is nothing to go back to', async () => {
    const { statusCode, json } = await post({ action: 'undo' });
    expect([statusCode, json()]).toEqual([
      409,
      { kind: 'refused', text: 'v2 is the first version of the service' },
    ]);
  });
});

it('gives by its own name, whatever a form says', async () => {
  await post({ by: 'mallory', groups: 'sre', force: 'true' });
  expect(asked).toEqual([expect.objectContaining({ by: 'olivia' })]);
  expect(asked[0]).not.toHaveProperty('groups');
  expect(asked[0]).not.toHaveProperty('force');
});

it.each<[string, () => Promise<{ statusCode: number }>, number]>([
  ['without a token', () => post({ token: '' }), 403],
  ['with a made-up token', () => post({ token: 'a'.repeat(64) }), 403],
  ['without the cookie', () => post({}, { cookie: '' }), 403],
  ['with a cookie of its own choice', () => post({}, { cookie: `serin-dashboard=${'a'.repeat(64)}` }), 403],
  ['from a page of another origin', () => post({}, { origin: 'http://evil.example' }), 403],
  ['from another port of this machine', () => post({}, { origin: 'http://127.0.0.1:9999' }), 403],
  ['from a page without an origin', () => post({}, { origin: 'null' }), 403],
  ['as the browser says, across sites', () => post({}, { 'sec-fetch-site': 'cross-site' }), 403],
  ['by a name of another host', () => post({}, { host: 'evil.example' }), 421],
  [
    'by a method that only reads',
    async () => app.inject({ url: '/rollouts/shop/cart/commands', headers: { host: HOST } }),
    400,
  ],
  ['of a kind that there is not', () => post({ action: 'destroy' }), 400],
  ['on a weight that there is not', () => post({ action: 'setWeight', weight: '400' }), 400],
  ['with a reason beyond measure', () => post({ reason: 'x'.repeat(20_000) }), 413],
  ['on a path that is no rollout', () => post({}, {}, '..%2f../cart'), 400],
])('refuses a command %s', async (_how, send, code) => {
  expect((await send()).statusCode).toBe(code);
  expect(asked).toEqual([]);
});

it('refuses what was drawn by another server, which had another key', async () => {
  const other = await dashboardOf(rolloutsFrom(FOUND));
  const form = await formOf(other);
  await other.close();
  expect((await post({ token: form.token }, { cookie: form.cookie })).statusCode).toBe(403);
  expect(asked).toEqual([]);
});

it('gives a cookie that no script reads and no other site sends', async () => {
  const { headers } = await app.inject({ url: '/', headers: { host: HOST } });
  expect(headers['set-cookie']).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
});

it('takes thirty commands a minute from one address, and says so', async () => {
  for (let i = 0; i < 30; i++) expect((await post()).statusCode).toBe(200);
  expect((await post()).statusCode).toBe(429);
  expect(asked).toHaveLength(30);
});
