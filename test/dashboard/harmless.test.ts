import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import { settlePlan } from '../../activities/plan/settle.ts';
import { commitIn } from '../../client/rollouts/commit-page.ts';
import type { FoundRollout } from '../../client/rollouts/find.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import { Trouble } from '../../client/trouble.ts';
import type { PlanModel } from '../../dashboard/model/plan.ts';
import { startChromium } from '../../infra/local/browser/chromium.ts';
import { COMMIT } from '../../workflows/messages.ts';
import { inPlace, rolloutYaml } from '../fakes/rollout-yaml.ts';
import { foundRollout, rolloutView, RUN_ID } from '../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from './dashboard-of.ts';
import { WHOLE_ACTS, WHOLE_LISTED, WHOLE_TASKS, WHOLE_VIEW } from './whole-view.ts';
import { WHOLE_PLAN } from './whole-plan.ts';
import { textsIn, withTexts, type Path } from './whole.ts';

/** Ends a script or an attribute, opens elements and handlers, and is an address that runs. */
const EVIL = `javascript:alert(1)//</script><script>alert(1)</script><img src=x onerror=alert(1)>"'><svg onload=alert(1)><!--<script>`;

const STARTED = '2026-03-01T12:00:00.000Z';
const RUNNING: RolloutView = { ...WHOLE_VIEW, status: { ...WHOLE_VIEW.status, outcome: undefined } };
const ENDED: RolloutView = { ...WHOLE_VIEW, running: false };

/** What the server is told now. */
let found: FoundRollout[] = [];
let plan: object | undefined;
let planned: PlanModel;
let tasks = WHOLE_TASKS;
let acts = WHOLE_ACTS;
let refusal: Trouble | undefined;
let app: FastifyInstance;
let url: string;
let browser: Browser;
let judge: Page;
beforeAll(async () => {
  app = await dashboardOf(
    {
      list: (...given) => rolloutsFrom(found).list(...given),
      count: (listing) => rolloutsFrom(found).count(listing),
      // Whatever a rollout calls itself, it is what was asked for.
      view: () => (refusal ? Promise.reject(refusal) : Promise.resolve(asRead(found[0]!.view!))),
      plan: () => Promise.resolve(plan as never),
      tasks: () => Promise.resolve(tasks),
      acts: () => Promise.resolve(acts),
      command: () => Promise.reject(new Trouble('refused', EVIL)),
      undo: () => Promise.reject(new Trouble('refused', EVIL)),
    },
    () => Promise.resolve(planned),
    { by: EVIL, report: () => undefined },
  );
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  browser = await startChromium();
  judge = await browser.newPage();
});
beforeEach(() => {
  [found, plan, planned, refusal] = [[], undefined, WHOLE_PLAN, undefined];
  [tasks, acts] = [WHOLE_TASKS, WHOLE_ACTS];
});
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

const PAGES = [
  '/',
  '/rollouts/shop/cart',
  '/history/shop/cart',
  `/compare/shop/cart?a=${RUN_ID}&b=${RUN_ID}`,
];

/** A rollout as it is read from Temporal and from archives, which drop a commit that is no page of the web. */
function asRead({ commit, ...view }: RolloutView): RolloutView {
  const page = commitIn({ [COMMIT]: commit });
  return { ...view, ...(page !== undefined && { commit: page }) };
}

/** Pages as the server sends them. */
const drawn = (): Promise<string[]> => Promise.all(PAGES.map(async (path) => (await get(path)).body));
const get = (path: string) => app.inject({ url: path, headers: { host: '127.0.0.1' } });

/** What a browser's parser makes of pages: names of elements and attributes, and addresses. No script of theirs is run by it. */
const partsOf = (pages: readonly string[]): Promise<string[]> =>
  judge.evaluate<string[], readonly string[]>((each) => {
    const parts = new Set<string>();
    for (const text of each) {
      const { all } = new DOMParser().parseFromString(text, 'text/html');
      for (const element of Array.from(all)) {
        parts.add(element.localName);
        for (const { name, value } of Array.from(element.attributes)) {
          parts.add(`${element.localName} ${name}`);
          if (/^\s*(javascript|data|vbscript):/i.test(value) && /^(href|src|action|formaction)$/.test(name))
            parts.add(`${element.localName} ${name}=${value}`);
        }
      }
      parts.add(`${text.match(/<script/g)?.length ?? 0} scripts`);
    }
    return [...parts];
  }, pages);

/** What pages have in them that nobody evil has written, of all kinds. */
async function ordinary(): Promise<string[]> {
  const [running, ended] = [foundRollout(RUNNING, STARTED), foundRollout(ENDED, STARTED, STARTED)];
  const baking = foundRollout(rolloutView(), STARTED);
  const pages = [(await get('/plan')).body];
  planned = WHOLE_PLAN;
  [plan, tasks, acts] = [settled(rolloutYaml()), WHOLE_TASKS, WHOLE_ACTS];
  for (const each of [[running], [ended], [baking], [running, ended, { ...ended, view: undefined }]]) {
    found = each;
    pages.push(...(await drawn()), (await post('/plan', { file: 'a' })).body, (await get('/none')).body);
  }
  return partsOf(pages);
}

/** Parts of pages that no ordinary page has. */
async function strangeIn(pages: readonly string[]): Promise<string[]> {
  const known = new Set(await ordinary());
  return (await partsOf(pages)).filter((part) => !known.has(part));
}

it.each<[string, RolloutView]>([
  ['runs', RUNNING],
  ['has ended', ENDED],
])(
  'each text that a rollout that %s tells, whoever has written it, is text on every page',
  async (_which, view) => {
    const pages: string[] = [];
    const unseen: string[] = [];
    for (const path of textsIn(view)) {
      found = [foundRollout(withTexts(view, isAt(path), `${EVIL}planted`), STARTED)];
      const each = await drawn();
      if (!each.some((page) => page.includes('planted'))) unseen.push(path.join('.'));
      pages.push(...each);
    }
    expect(await strangeIn(pages)).toEqual([]);
    // A text that no page shows proves nothing.
    expect(textsIn(view).length - unseen.length).toBeGreaterThan(25);
  },
);

it('each text that Temporal lists of a rollout is text in lists', async () => {
  const pages: string[] = [];
  for (const path of textsIn(WHOLE_LISTED)) {
    const listed = withTexts(WHOLE_LISTED, isAt(path), EVIL);
    found = [RUNNING, undefined].map((view) => ({ ...foundRollout(RUNNING, STARTED), listed, view }));
    pages.push(...(await drawn()));
  }
  expect(await strangeIn(pages)).toEqual([]);
});

const isAt = (path: Path) => (each: Path) => each.join('.') === path.join('.');

it("each text of a rollout's plan is text on its page", async () => {
  found = [foundRollout(RUNNING, STARTED)];
  const gated = { steps: [{ weight: 5, bakeSeconds: 60, gate: { by: ['oncall'] } }] };
  const tells = {
    notifications: [{ kind: 'webhook', name: 'hook', urlFrom: 'SERIN_HOOK', secretFrom: 'SERIN_SECRET' }],
  };
  const pages: string[] = [];
  for (const each of [rolloutYaml(gated), rolloutYaml(tells), inPlace()].map(settled))
    for (const path of textsIn(withoutEmpty(each))) {
      plan = withTexts(each, isAt(path), EVIL);
      pages.push((await get('/rollouts/shop/cart')).body);
    }
  expect(pages.length).toBeGreaterThan(50);
  expect(await strangeIn(pages)).toEqual([]);
});

/** Lists of nothing have no texts. */
const withoutEmpty = (value: object): unknown =>
  JSON.parse(JSON.stringify(value), (_name, each: unknown) =>
    Array.isArray(each) && each.length === 0 ? 0 : each,
  );

function settled(file: Record<string, unknown>): object {
  const { ok, ...rest } = settlePlan(file);
  if (!ok) throw new Error(JSON.stringify(rest));
  return (rest as unknown as { value: object }).value;
}

it('each text that ECS tells of tasks, and Temporal of the calls of AWS, is text on the page', async () => {
  found = [foundRollout(RUNNING, STARTED)];
  plan = settled(rolloutYaml());
  const pages: string[] = [];
  const see = async () => void pages.push((await get('/rollouts/shop/cart')).body);
  for (const path of textsIn(WHOLE_TASKS)) {
    tasks = withTexts(WHOLE_TASKS, isAt(path), `${EVIL}planted`);
    await see();
  }
  tasks = WHOLE_TASKS;
  for (const path of textsIn(WHOLE_ACTS)) {
    acts = withTexts(WHOLE_ACTS, isAt(path), `${EVIL}planted`);
    await see();
  }
  expect(pages.filter((page) => page.includes('planted')).length).toBeGreaterThan(pages.length / 2);
  expect(await strangeIn(pages)).toEqual([]);
});

/** A form of a page, sent by its own browser. */
async function post(path: string, fields: Record<string, string>, accept = 'text/html') {
  const { body, cookies } = await get('/plan');
  const [, token = ''] = /name="form-token" content="([0-9a-f]+)"/.exec(body) ?? [];
  return app.inject({
    method: 'POST',
    url: path,
    headers: {
      host: '127.0.0.1',
      accept,
      cookie: `${cookies[0]?.name}=${cookies[0]?.value}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: new URLSearchParams({ token, ...fields }).toString(),
  });
}

it('each text of what a deployment file leads to is text on the page of plans', async () => {
  const plan = async () => (await post('/plan', { file: EVIL, versionId: EVIL, image: EVIL })).body;
  const pages: string[] = [];
  for (const path of textsIn(WHOLE_PLAN)) {
    planned = withTexts(WHOLE_PLAN, isAt(path), EVIL);
    pages.push(await plan());
  }
  expect(await strangeIn(pages)).toEqual([]);
});

it('a refusal, a trouble and an address that was not understood are told as text', async () => {
  found = [foundRollout(rolloutView(), STARTED)];
  const press = { action: 'pause', id: RUN_ID, reason: EVIL };
  const pages = [(await post('/rollouts/shop/cart/commands', press)).body];
  const answer = await post('/rollouts/shop/cart/commands', press, 'application/json');
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  refusal = new Trouble('noWorker', EVIL);
  for (const path of [
    '/rollouts/shop/cart',
    `/${encodeURIComponent(EVIL)}`,
    `/?by=${encodeURIComponent(EVIL)}`,
  ])
    pages.push((await get(path)).body);
  refusal = undefined;
  expect(pages.filter((page) => page.includes('alert(1)')).length).toBeGreaterThan(1);
  expect(await strangeIn(pages)).toEqual([]);
});

/** Texts that pages count with, or choose by: times, and words of Serin's own. */
const OWN = /(^|\.)(at|until|latest|keptUntil|phase|kind|ledTo|id|runId|firstRunId|environment|service)$/;

it.each(PAGES)(
  'nothing of what others have written runs on %s, even where the browser would let it',
  async (path) => {
    const all = (view: RolloutView) => withTexts(view, (each) => !OWN.test(each.join('.')), EVIL);
    const evil = all(RUNNING);
    const numbers = { [EVIL]: 1, M: 12, threshold: 100 };
    const verdicts = evil.status.verdicts.map((verdict) => ({ ...verdict, numbers }));
    found = [foundRollout({ ...evil, status: { ...evil.status, verdicts } }, STARTED)];
    plan = withTexts(settled(rolloutYaml()), (each) => !OWN.test(each.join('.')), EVIL);
    const context = await browser.newContext({ bypassCSP: true });
    try {
      const page = await context.newPage();
      const run: string[] = [];
      page.on('dialog', (dialog) => {
        run.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('request', (request) => new URL(request.url()).pathname === '/x' && run.push(request.url()));
      await page.goto(url + path);
      await page.locator('#live.live').waitFor();
      // What has changed is drawn by the page's script.
      found = [foundRollout({ ...all(ENDED), status: { ...all(ENDED).status, verdicts } }, STARTED, STARTED)];
      await page.waitForFunction(() => document.body.innerText.includes('alert(1)'));
      const canvas = page.locator('.plot .u-over').first();
      if ((await canvas.count()) > 0) await canvas.hover();
      expect(await page.locator('img[onerror], svg[onload], [src="x"]').count()).toBe(0);
      expect(run).toEqual([]);
    } finally {
      await context.close();
    }
  },
);
