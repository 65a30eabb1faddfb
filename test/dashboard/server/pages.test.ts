import type { FastifyInstance } from 'fastify';
import type { FoundRollout } from '../../../client/rollouts/find.ts';
import { Trouble } from '../../../client/trouble.ts';
import type { Settings } from '../../../dashboard/server/settings.ts';
import { verdictRecord } from '../../fakes/rollout-status.ts';
import { foundRollout, rolloutView, RUN_ID } from '../../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from '../dashboard-of.ts';
import { seenAround } from '../seen-around.ts';

const STARTED = '2026-03-01T12:00:00.000Z';

let app: FastifyInstance;
afterEach(() => app.close());

const serve = async (...found: FoundRollout[]) => (app = await dashboardOf(rolloutsFrom(found)));
const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { host: '127.0.0.1:8088', ...headers } });

describe('without script', () => {
  it('shows every service, what it waits for and how far its steps are', async () => {
    await serve(foundRollout(rolloutView(), STARTED));
    const { body } = await get('/');
    for (const text of ['cart', 'v1', 'v2', 'baking, step 2 of 3 at 25 %', '25 % to have baked for 600 s'])
      expect(body).toContain(text);
  });

  it('shows what a rollout waits for, until when, and the command for it', async () => {
    await serve(foundRollout(rolloutView({ held: true }), STARTED));
    const { body } = await get('/rollouts/shop/cart');
    expect(body).toMatch(
      /Waits for 25 % to have baked for 600 s, until <time datetime="2026-03-01T12:10:00.000Z"/,
    );
    expect(body).toContain('<code>serin resume shop/cart</code>');
    expect(body).toContain('<b>anybody</b> can resume, promote or abort');
  });

  it('shows the past of a service, with a link to each rollout', async () => {
    await serve(foundRollout(rolloutView(), STARTED));
    expect((await get('/history/shop/cart')).body).toContain(`href="/rollouts/shop/cart/${RUN_ID}"`);
  });

  it('shows two rollouts of a service beside each other, which its past leads to', async () => {
    const other = '11111111-5071-7677-ab65-2c6ead0167f5';
    await serve(
      foundRollout(rolloutView({ canary: 'v3' }), STARTED),
      foundRollout(rolloutView({ canary: 'v2' }, { runId: other }), '2026-02-01T12:00:00.000Z'),
    );
    const { body } = await get('/history/shop/cart');
    for (const [name, run] of [
      ['a', other],
      ['b', RUN_ID],
    ])
      expect(body).toMatch(new RegExp(`<input type="radio" name="${name}" value="${run}"[^>]* checked`));
    const compared = await get(`/compare/shop/cart?a=${other}&b=${RUN_ID}`);
    expect(compared.statusCode).toBe(200);
    for (const text of ['v2', 'v3', `/rollouts/shop/cart/${other}`]) expect(compared.body).toContain(text);
  });

  it('narrows the list by environment and phase', async () => {
    await serve(
      foundRollout(rolloutView({ service: 'cart' }), STARTED),
      foundRollout(rolloutView({ service: 'till', environment: 'tests' }), STARTED),
    );
    const { body } = await get('/?environment=tests&phase=');
    expect(body).toContain('tests/');
    expect(body).not.toContain('cart');
  });

  it('narrows the list to what somebody has started', async () => {
    const [cart, till] = ['cart', 'till'].map((service) => foundRollout(rolloutView({ service }), STARTED));
    await serve({ ...cart!, listed: { ...cart!.listed, startedBy: "o'neil" } }, till!);
    const { body } = await get(`/?by=${encodeURIComponent("o'neil")}`);
    expect(body).toContain('cart');
    expect(body).not.toContain('till');
  });

  it('shows a page of many, and leads to the next', async () => {
    await serve(
      ...Array.from({ length: 120 }, (_, i) => foundRollout(rolloutView({ service: `s${i}` }), STARTED)),
    );
    const { body } = await get('/?environment=shop');
    expect(body).toContain('120 running');
    expect(body.match(/<li class="row/g)).toHaveLength(20);
    const [, next = ''] = /<a href="([^"]+)" rel="next">/.exec(body) ?? [];
    expect(next.replaceAll('&amp;', '&')).toBe('/?environment=shop&show=running&after=20');
    const second = await get(next.replaceAll('&amp;', '&'));
    expect(second.body).toContain('>s20<');
    expect(second.body).not.toContain('>s19<');
    expect(second.body.match(/<li class="row/g)).toHaveLength(50);
  });
});

describe('what it refuses', () => {
  it.each([
    ['a rollout that there is not', '/rollouts/shop/none', 404],
    ['a page that there is not', '/nowhere', 404],
    ['a name that cannot be one', '/rollouts/shop/c%27art', 400],
    ['a path that leaves its folder', '/assets/..%2f..%2fpackage.json', 404],
    ['a path that leaves its folder in plain', '/assets/../../package.json', 404],
    ['a run that cannot be one', '/rollouts/shop/cart/..%2f..', 400],
    ['a phase that there is not', '/?phase=dancing', 400],
    ['a filter that would change the question to Temporal', "/?environment=x'%20OR%20'1'='1", 400],
    ['a comparison with a run that cannot be one', '/compare/shop/cart?a=..&b=..', 400],
    ['a page of a list that cannot be one', '/?show=running&after=..%2f', 400],
  ])('%s', async (_what, url, code) => {
    await serve(foundRollout(rolloutView(), STARTED));
    expect((await get(url)).statusCode).toBe(code);
  });

  it.each(['evil.example', 'evil.example:8088', '127.0.0.1.evil.example', 'localhost@evil.example'])(
    'a request for the host "%s", which is not this machine',
    async (host) => {
      await serve(foundRollout(rolloutView(), STARTED));
      const { statusCode, body } = await get('/', { host });
      expect(statusCode).toBe(421);
      expect(body).not.toContain('cart');
    },
  );

  it.each(['127.0.0.1:8088', 'localhost', '[::1]:8088'])('not one for %s', async (host) => {
    await serve();
    expect((await get('/', { host })).statusCode).toBe(200);
  });
});

describe('what others have written', () => {
  const EVIL = '</script><script>alert(1)</script><img src=x onerror=alert(1)>"\'';
  const evil = rolloutView(
    {
      canary: EVIL,
      stable: EVIL,
      waitsFor: { what: EVIL, until: undefined },
      warnings: [EVIL],
      verdicts: [
        verdictRecord('advance', {
          reason: EVIL,
          source: EVIL,
          queries: [EVIL],
          numbers: { [EVIL]: 1 },
          rule: EVIL,
        }),
      ],
      commands: [
        { at: STARTED, command: EVIL, by: EVIL, reason: EVIL, refused: EVIL },
        { at: STARTED, command: EVIL, by: EVIL, reason: EVIL, verified: { from: EVIL, groups: [EVIL] } },
      ],
      events: [{ number: 1, at: STARTED, what: EVIL }],
      healthyTasks: [{ version: EVIL, healthy: 1 }],
      steps: [{ weight: 5, bakeSeconds: 1, gate: { by: [EVIL], seconds: 1, onTimeout: 'advance' } }],
      wanted: [{ version: EVIL, weight: 5 }],
      readBack: [{ version: EVIL, weight: 5 }],
      weights: [{ at: STARTED, split: [{ version: EVIL, weight: 5 }] }],
    },
    {
      attempts: [
        { activity: EVIL, attempt: 2, lastFailure: EVIL, isPatient: false, verdict: undefined, buckets: [] },
      ],
    },
  );

  it.each(['/', '/rollouts/shop/cart', '/history/shop/cart', `/compare/shop/cart?a=${RUN_ID}&b=${RUN_ID}`])(
    'is text on %s, never markup',
    async (url) => {
      const found = [foundRollout(evil, STARTED)];
      app = await dashboardOf({ ...rolloutsFrom(found), ...seenAround(EVIL, STARTED) });
      const { body } = await get(url);
      expect(body).toContain('alert(1)');
      expect(body).not.toContain('<script>alert');
      expect(body).not.toContain('<img src=x');
      // The page's own: one that is loaded, and one that is data.
      expect(body.match(/<script/g)).toHaveLength(2);
    },
  );
});

describe('links', () => {
  const serveLinked = async (console?: Settings['console'], commit = 'https://example.com/commit/1') => {
    const found = [foundRollout(rolloutView({}, { commit }), STARTED)];
    const rollouts = { ...rolloutsFrom(found), ...seenAround('unhealthy', STARTED) };
    app = await dashboardOf(rollouts, undefined, { ...(console && { console }) });
    return (await get('/rollouts/shop/cart')).body;
  };

  it("lead to the commit, to ECS and CloudWatch in the rollout's Region, and to Temporal", async () => {
    const body = await serveLinked({ region: undefined });
    for (const address of [
      'https://example.com/commit/1',
      'https://eu-west-1.console.aws.amazon.com/ecs/v2/clusters/shop/services/cart-v2/',
      'http://localhost:8233/namespaces/default/workflows/',
    ])
      expect(body).toContain(`href="${address}`);
  });

  it('lead to no console where something else answers for AWS', async () => {
    expect(await serveLinked()).not.toContain('console.aws.amazon.com');
  });
});

it('says why ECS does not tell of tasks, and what the rollout has seen of them', async () => {
  const found = [foundRollout(rolloutView({ healthyTasks: [{ version: 'v2', healthy: 3 }] }), STARTED)];
  const tasks = () => Promise.reject(new Trouble('unreachable', 'cannot call AWS: Region is missing'));
  app = await dashboardOf({ ...rolloutsFrom(found), ...seenAround('', STARTED), tasks });
  const { body } = await get('/rollouts/shop/cart');
  expect(body).toContain('3 healthy');
  expect(body).toContain('cannot call AWS: Region is missing');
});

it('waits neither for AWS nor for a history that tell nothing, and is whole without', async () => {
  const found = [foundRollout(rolloutView(), STARTED)];
  const never = () => new Promise<never>(() => undefined);
  app = await dashboardOf({ ...rolloutsFrom(found), ...seenAround('', STARTED), acts: never, tasks: never });
  expect((await get('/rollouts/shop/cart')).statusCode).toBe(200);
  await app.close();
  app = await dashboardOf({ ...rolloutsFrom(found), ...seenAround('', STARTED), plan: never });
  expect((await get('/rollouts/shop/cart')).statusCode).toBe(200);
});

it('lets a page run nothing inline, load nothing from elsewhere, and be shown by no other page', async () => {
  await serve(foundRollout(rolloutView(), STARTED));
  const { headers, body } = await get('/rollouts/shop/cart');
  const policy = String(headers['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('unsafe');
  expect(body).not.toMatch(/ style=| on\w+=/);
  expect(headers['cache-control']).toBe('no-store');
});

it('loads a script of 120 KB at the most, which can be kept for ever', async () => {
  await serve();
  const [, path = ''] = /src="(\/assets\/[^"]+page\.js)"/.exec((await get('/')).body) ?? [];
  const { rawPayload, headers } = await get(path);
  expect(rawPayload.length).toBeGreaterThan(10_000);
  expect(rawPayload.length).toBeLessThan(120_000);
  expect(headers['cache-control']).toContain('immutable');
});
