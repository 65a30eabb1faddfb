import type { FastifyInstance } from 'fastify';
import type { Browser, Page } from 'playwright-core';
import type { ActionName } from '../../dashboard/model/action-name.ts';
import { startChromium } from '../../infra/local/browser/chromium.ts';
import type { RolloutStatus } from '../../workflows/rollout/status.ts';
import { rolloutView, RUN_ID } from '../fakes/rollout-view.ts';
import { dashboardOf, rolloutsFrom } from './dashboard-of.ts';

/** The rollout that is looked at, and what was asked of it. */
let view = rolloutView();
let asked: object[];
let app: FastifyInstance;
let browser: Browser;
let url: string;
beforeAll(async () => {
  app = await dashboardOf({
    ...rolloutsFrom([]),
    view: () => Promise.resolve(view),
    command(_owner, name, input) {
      asked.push({ name, ...input });
      return Promise.resolve({ status: view.status, done: true });
    },
    undo(_owner, given) {
      asked.push({ name: 'undo', ...given });
      const started = { kind: 'started', id: view.id, runId: () => Promise.resolve(RUN_ID) } as const;
      return Promise.resolve({ kind: 'started', version: 'v1', undone: 'v2', started });
    },
  });
  url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/rollouts/shop/cart`;
  browser = await startChromium();
});
beforeEach(() => void (asked = []));
afterAll(async () => {
  await browser?.close();
  await app?.close();
});

interface Pressed {
  readonly button: string;
  /** Where it is possible. */
  readonly in?: Partial<RolloutStatus>;
  /** What has to be opened and filled in, by labels, besides the reason. */
  readonly opened?: string;
  readonly filled?: Readonly<Record<string, string>>;
  readonly sent: object;
}

const GATE = { by: ['olivia'], seconds: 60, onTimeout: 'rollBack' as const };
const STEP = { expectedStep: 2, id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string };

/** Every action there is: one that is added does not compile without a row. */
const PRESSED: Readonly<Record<ActionName, Pressed>> = {
  approve: {
    button: 'Approve',
    in: {
      steps: [5, 25, 100].map((weight) => ({ weight, bakeSeconds: 1, gate: GATE })),
    },
    sent: { name: 'approve', ...STEP },
  },
  pause: { button: 'Pause', sent: { name: 'pause', ...STEP } },
  resume: { button: 'Resume', in: { paused: true }, sent: { name: 'resume', ...STEP } },
  promoteStep: { button: 'Promote this step', sent: { name: 'promote', step: true, ...STEP } },
  promoteAll: {
    button: 'Promote all',
    opened: 'Promote to 100 %',
    filled: { 'name of the service': 'cart' },
    sent: { name: 'promote', ...STEP },
  },
  setWeight: {
    button: 'Set weight',
    opened: 'Set a weight',
    filled: { percent: '40' },
    sent: { name: 'setWeight', weight: 40, ...STEP },
  },
  abort: { button: 'Abort', sent: { name: 'abort', ...STEP } },
  undo: {
    button: 'Undo',
    in: { phase: 'promoted', step: undefined, outcome: { kind: 'promoted', reason: 'all' } },
    sent: { name: 'undo' },
  },
};

describe.each([
  ["with the page's script", true],
  ['without script', false],
])('%s', (_how, javaScriptEnabled) => {
  it.each(Object.entries(PRESSED))(
    '%s has a button, and is sent with its reason, step and id',
    async (_action, row) => {
      view = rolloutView(row.in);
      await onPage(javaScriptEnabled, async (page) => {
        const actions = page.getByRole('region', { name: 'Actions' });
        if (row.opened !== undefined) await actions.getByText(row.opened).click();
        const form = page.locator('form', { has: page.getByRole('button', { name: row.button }) });
        for (const [label, text] of Object.entries({ reason: 'as agreed', ...row.filled }))
          await form.getByLabel(label, { exact: true }).fill(text);
        await form.getByRole('button', { name: row.button }).click();
        await page.locator('.notice.taken', { hasText: 'taken: ' }).waitFor();
      });
      expect(asked).toEqual([{ by: 'olivia', reason: 'as agreed', ...row.sent }]);
    },
  );
});

it('what is not possible is disabled, with the words of its refusal beside it', async () => {
  view = rolloutView({ phase: 'starting', step: undefined });
  const seen = await onPage(true, async (page) => {
    const each = page.locator('.action', { has: page.locator('button:disabled') });
    return Promise.all((await each.all()).map((action) => action.allInnerTexts()));
  });
  expect(seen.flat().map((text) => text.replace('\n', ': '))).toEqual([
    'Approve: no step has started yet',
    'Promote this step: its plan is not checked yet',
    'Promote all: its plan is not checked yet',
    'Set weight: the new version gets no traffic yet',
  ]);
});

async function onPage<T>(javaScriptEnabled: boolean, look: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ javaScriptEnabled });
  try {
    const page = await context.newPage();
    await page.goto(url);
    if (javaScriptEnabled) await page.locator('#live.live').waitFor();
    return await look(page);
  } finally {
    await context.close();
  }
}
