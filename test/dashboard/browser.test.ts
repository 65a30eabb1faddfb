import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from '../../infra/local/browser/chromium.ts';
import type { Started } from '../../client/rollouts/start.ts';
import { split, verdictRecord } from '../fakes/rollout-status.ts';
import { foundRollout, rolloutView, RUN_ID } from '../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from './dashboard-of.ts';
import { seenAround } from './seen-around.ts';

const AXE = readFileSync(
  createRequire(`${process.cwd()}/package.json`).resolve('axe-core/axe.min.js'),
  'utf8',
);

const MINUTE_AGO = new Date(Date.now() - 60_000).toISOString();
const BUSY = rolloutView({
  held: true,
  waitsFor: { what: 'a person', until: new Date(Date.now() + 600_000).toISOString() },
  weights: [
    { at: MINUTE_AGO, split: split(5), wanted: split(5) },
    { at: new Date().toISOString(), split: split(20), wanted: split(25) },
  ],
  verdicts: [
    verdictRecord('hold', {
      at: MINUTE_AGO,
      kind: 'inconclusive',
      window: { from: Date.parse(MINUTE_AGO) / 1000, to: Date.now() / 1000 },
      numbers: { M: 12, threshold: 100 },
    }),
  ],
  commands: [{ at: MINUTE_AGO, command: 'pause', by: 'alice', reason: 'bad graph' }],
  healthyTasks: [{ version: 'v1', healthy: 2 }],
});
const PROMOTED = rolloutView({
  service: 'till',
  phase: 'promoted',
  outcome: { kind: 'promoted', reason: 'v2 serves all traffic' },
});

const STARTED: Started = { kind: 'started', id: PROMOTED.id, runId: () => Promise.resolve(RUN_ID) };

const BUSY_FOUND = [
  foundRollout(BUSY, MINUTE_AGO),
  foundRollout(PROMOTED, '2026-03-01T12:00:00.000Z', '2026-03-01T12:09:00.000Z'),
];

let found = BUSY_FOUND;
let asked: object[] = [];
beforeEach(() => void (asked = []));
afterEach(() => void (found = BUSY_FOUND));

let app: FastifyInstance;
let browser: Browser;
let url: string;
beforeAll(async () => {
  app = await dashboardOf({
    list: (listing, limit, after) => rolloutsFrom(found).list(listing, limit, after),
    count: (listing) => rolloutsFrom(found).count(listing),
    view: (owner, runId) => rolloutsFrom(found).view(owner, runId),
    ...seenAround('container cart ended with exit code 137', MINUTE_AGO),
    command(_owner, name, input) {
      asked.push({ name, ...input });
      return Promise.resolve({ status: BUSY.status, done: true });
    },
    undo(owner, given) {
      asked.push({ name: 'undo', service: owner.service, ...given });
      return Promise.resolve({ kind: 'started', version: 'v1', undone: 'v2', started: STARTED });
    },
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  browser = await startChromium();
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

/** Gives the body a page that is its own; what its script throws fails the test. */
async function withContext<T>(options: BrowserContextOptions, body: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    const result = await body(page);
    expect(errors).toEqual([]);
    return result;
  } finally {
    await context.close();
  }
}

/** Shows a page to the body; what its console complains of fails the test, too. */
const onPage = <T>(
  path: string,
  options: BrowserContextOptions,
  body: (page: Page) => Promise<T>,
): Promise<T> =>
  withContext(options, async (page) => {
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(url + path);
    const result = await body(page);
    expect(complaints).toEqual([]);
    return result;
  });

interface Violation {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

const PHONE = { viewport: { width: 360, height: 740 } };
const COMPARED = `/compare/shop/cart?a=${RUN_ID}&b=${RUN_ID}`;
const PAGES = ['/', '/rollouts/shop/cart', '/rollouts/shop/till', '/history/shop/cart', '/plan', COMPARED];
const READERS: readonly (readonly [string, BrowserContextOptions])[] = [
  ['in the light', {}],
  ['in the dark', { colorScheme: 'dark' }],
  ['on a phone', PHONE],
];

describe.each(READERS)('%s', (_reader, options) => {
  it.each(PAGES)('axe finds nothing serious on %s', async (path) => {
    const found = await onPage(path, { ...options, bypassCSP: true }, async (page) => {
      await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
      await page.evaluate(AXE);
      const { violations } = await page.evaluate<{ violations: Violation[] }>('axe.run()');
      return violations.map(({ id, impact, nodes }) => ({ id, impact, at: nodes.map((each) => each.html) }));
    });
    expect(found.filter(({ impact }) => ['serious', 'critical'].includes(impact))).toEqual([]);
  });
});

it.each(PAGES)('nothing of %s is wider than a phone', async (path) => {
  const [inner, outer] = await onPage(path, PHONE, async (page) => {
    await page.evaluate('for (const fold of document.querySelectorAll("details")) fold.open = true');
    return page.evaluate<[number, number]>('[document.documentElement.scrollWidth, innerWidth]');
  });
  expect(inner).toBeLessThanOrEqual(outer);
});

it('a row is reached and opened by the keyboard', async () => {
  await onPage('/', {}, async (page) => {
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate('document.activeElement.className')) === 'service') break;
    }
    await page.keyboard.press('Enter');
    await page.waitForURL('**/rollouts/shop/cart');
  });
});

it("times are those of the reader's clock once the script has run, and of UTC without it", async () => {
  expect(
    await onPage('/rollouts/shop/cart', { javaScriptEnabled: false }, (page) =>
      page.locator('.wait time').textContent(),
    ),
  ).toMatch(/ UTC$/);
  await onPage('/rollouts/shop/cart', { timezoneId: 'Asia/Tokyo' }, async (page) => {
    await page.locator('canvas').first().waitFor();
    expect(await page.locator('.wait time').textContent()).not.toContain('UTC');
  });
});

it('plots are drawn without script, too', async () => {
  const drawn = await onPage('/rollouts/shop/cart', { javaScriptEnabled: false }, (page) =>
    page.locator('svg.drawing path').count(),
  );
  expect(drawn).toBeGreaterThan(2);
});

it("plots tell the values at the moment of the reader's pointer", async () => {
  await onPage('/rollouts/shop/cart', {}, async (page) => {
    const canvas = page.locator('.plot.weight .u-over');
    await canvas.waitFor();
    await canvas.hover({ position: { x: 5, y: 40 } });
    await page.locator('.plot.weight .legend').getByText('5 %', { exact: true }).first().waitFor();
  });
});

it('a page shows what changes while it is looked at', async () => {
  await onPage('/', {}, async (page) => {
    await page.locator('#live.live').waitFor();
    found = [foundRollout({ ...BUSY, status: { ...BUSY.status, held: false } }, MINUTE_AGO)];
    await page.getByText('0 waiting for people').waitFor();
    expect(await page.title()).toBe('Now · Serin');
  });
});

it('a command is sent with its reason and step, and answered on the page', async () => {
  await onPage('/rollouts/shop/cart', {}, async (page) => {
    await page.locator('#live.live').waitFor();
    const actions = page.getByRole('region', { name: 'Actions' });
    await actions.getByRole('textbox', { name: 'reason' }).first().fill('looks good');
    await actions.getByRole('button', { name: 'Resume' }).click();
    await actions.getByText('taken: baking, step 2 of 3 at 25 %').waitFor();
  });
  expect(asked).toEqual([
    expect.objectContaining({ name: 'resume', by: 'olivia', reason: 'looks good', expectedStep: 2 }),
  ]);
});

it('an abort takes one press, without script, too', async () => {
  await onPage('/rollouts/shop/cart', { javaScriptEnabled: false }, async (page) => {
    await page.getByRole('button', { name: 'Abort' }).click();
    await page.getByText('taken: baking').waitFor();
  });
  expect(asked).toEqual([expect.objectContaining({ name: 'abort', reason: 'none given' })]);
});

it('a deployment file that is dropped on the page of plans is told what is wrong with it', async () => {
  await onPage('/plan', {}, async (page) => {
    await page.locator('input[type=file]').setInputFiles({
      name: 'rollout.yaml',
      mimeType: 'text/yaml',
      buffer: Buffer.from('environment: shop\nsteps: 5\n'),
    });
    await page.getByText('rollout.yaml is below').waitFor();
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.getByText('steps, line 2, column 1').waitFor();
    expect(await page.getByRole('textbox', { name: 'deployment file' }).inputValue()).toContain('steps: 5');
  });
});

it('a page whose stream is kept back by a proxy asks again and again', async () => {
  await withContext({}, async (page) => {
    await page.route('**/live/**', (route) =>
      route.request().headers()['accept']?.includes('text/event-stream')
        ? route.fulfill({ status: 504, contentType: 'text/html', body: 'gateway timeout' })
        : route.continue(),
    );
    await page.goto(`${url}/`);
    await page.locator('#live.polling').waitFor();
    found = [foundRollout({ ...BUSY, status: { ...BUSY.status, held: false } }, MINUTE_AGO)];
    await page.getByText('0 waiting for people').waitFor();
  });
});

it('a page says that its server has gone, and goes on with the one that comes in its place', async () => {
  const stage = await dashboardOf(rolloutsFrom(BUSY_FOUND));
  const address = await stage.listen({ host: '127.0.0.1', port: 0 });
  const port = Number(new URL(address).port);
  await withContext({}, async (page) => {
    await page.goto(`${address}/rollouts/shop/cart`);
    await page.locator('#live.live').waitFor();
    await stage.close();
    await page.locator('#live.lost').waitFor();
    const later = foundRollout(rolloutView({ paused: true }), MINUTE_AGO);
    const other = await dashboardOf(rolloutsFrom([later]));
    try {
      await other.listen({ host: '127.0.0.1', port });
      await page.getByText('baking, step 2 of 3 at 25 %, paused', { exact: true }).waitFor();
      await page.locator('#live.live, #live.polling').waitFor();
    } finally {
      await other.close();
    }
  });
});

it('a page of another version of the server is loaded again', async () => {
  await withContext({}, async (page) => {
    const other = {
      contentType: 'text/event-stream',
      body: 'event: server\ndata: {"script":"/other.js"}\n\n',
    };
    await page.route('**/live/**', (route) => route.fulfill(other), { times: 1 });
    // It may be loaded again before its first load has come to an end.
    let navigations = 0;
    const again = new Promise<void>((resolve) =>
      page.on('framenavigated', () => void (++navigations === 2 && resolve())),
    );
    await page.goto(`${url}/`);
    await again;
    await page.locator('#live.live').waitFor();
  });
});

it('the tasks of both versions stand there with why the last stopped, and the calls to AWS', async () => {
  await onPage('/rollouts/shop/cart', { javaScriptEnabled: false }, async (page) => {
    const tasks = page.locator('.tasks');
    await tasks.getByText('2 running').waitFor();
    await tasks.getByText('1 running, 1 of them unhealthy, 1 starting or stopping').waitFor();
    await tasks.getByText('container cart ended with exit code 137').waitFor();
    const calls = page.getByRole('region', { name: 'AWS calls' });
    await calls.getByText('3 that changed something, 1 failed').click();
    await calls.getByText('elasticloadbalancing ModifyRule').waitFor();
    await calls.getByText('by shiftTraffic, attempt 3').first().waitFor();
  });
});

it('what is not possible is disabled, with the words of the refusal', async () => {
  await onPage('/rollouts/shop/cart', {}, async (page) => {
    const approve = page.locator('.action', { hasText: 'Approve' });
    expect(await approve.getByRole('button').isDisabled()).toBe(true);
    expect(await approve.locator('small').textContent()).toBe('step 2 asks for no approval');
  });
});
