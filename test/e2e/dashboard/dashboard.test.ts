import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from '../../../infra/local/browser/chromium.ts';
import type { Version } from '../article.ts';
import { ROLLOUT, startLab, type Lab } from '../lab.ts';
import { patiently } from '../patiently.ts';
import { live, serveDashboard, startBaking, type Served } from './served.ts';

/** Pages wait for rollouts, which wait for others' CPU. */
const PATIENCE_MILLIS = 120_000;

const LONG_BAKES = { WaitTime: 600 };

let lab: Lab;
let browser: Browser;
let pages: Served;
let stable: Version;

beforeAll(async () => {
  // One after the other: what has started is known to be closed where the next one fails.
  browser = await startChromium();
  lab = await startLab();
  lab.callService();
  stable = lab.build('the first');
  expect(await lab.start(stable).exitCode).toBe(0);
  pages = await serveDashboard(lab);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await lab?.close();
});

/** Looks at a page as a reader does; what its script throws fails the test. */
async function looking<T>(url: string, options: BrowserContextOptions, look: (page: Page) => Promise<T>) {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE_MILLIS);
  try {
    const page = await context.newPage();
    const errors: string[] = [];
    page.on('pageerror', ({ message }) => errors.push(message));
    await page.goto(url);
    const seen = await look(page);
    expect(errors).toEqual([]);
    return seen;
  } finally {
    await context.close();
  }
}

it('a rollout is watched to its end on one page, and stands in the list meanwhile', async () => {
  const version = lab.build('the second', [], { WaitTime: 12 });
  const { exitCode } = await startBaking(lab, version);
  await looking(pages.rollout, {}, async (page) => {
    await live(page);
    await page.getByText(/^baking, step 1 of 2 at 50 %$/).waitFor();
    await looking(pages.now, {}, async (list) => {
      await live(list);
      const row = list.locator(`[data-rollout="${ROLLOUT}"]`);
      await row.getByText('baking, step 1 of 2 at 50 %').waitFor();
    });
    await page.locator('.plot.failed canvas').waitFor();
    await page
      .locator('.tasks')
      .getByText(/1 running/)
      .first()
      .waitFor();
    await page.locator('.badge.good', { hasText: 'promoted' }).waitFor();
    const calls = page.getByRole('region', { name: 'AWS calls' });
    await calls.getByText('cloudformation CreateStack').waitFor({ state: 'attached' });
    await calls.getByText('appmesh UpdateRoute').first().waitFor({ state: 'attached' });
  });
  expect(await exitCode).toBe(0);
  stable = version;
});

it('what a person is waited for stands on top of the list, and is found by what Temporal lists of it', async () => {
  const version = lab.build('paused', [], LONG_BAKES);
  const { exitCode } = await startBaking(lab, version);
  await looking(pages.rollout, {}, async (page) => {
    await live(page);
    await page.getByRole('textbox', { name: 'reason' }).first().fill('a strange graph');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^taken: .*paused/).waitFor();
  });
  await looking(`${pages.now}/?show=waiting`, {}, async (page) => {
    await live(page);
    await page.getByRole('region', { name: 'Waiting for people' }).getByText('paused').first().waitFor();
    await page.getByText('1 waiting for people').waitFor();
  });
  await looking(pages.rollout, {}, async (page) => {
    await page.getByRole('button', { name: 'Abort' }).click();
    await page.locator('.badge.bad', { hasText: 'aborted' }).waitFor();
  });
  expect(await exitCode).not.toBe(0);
  expect((await lab.view())?.status).toMatchObject({
    phase: 'aborted',
    readBack: [{ version: stable.sha, weight: 100 }],
  });
});

it('the past of a service has every rollout, on a phone and without script, too', async () => {
  const phone = { viewport: { width: 360, height: 740 }, javaScriptEnabled: false };
  // Temporal lists what has ended somewhat later.
  await patiently(async () => (await fetch(pages.history).then((page) => page.text())).includes('>aborted<'));
  await looking(pages.history, phone, async (page) => {
    expect(await page.locator('tbody tr').count()).toBe(3);
    expect(await page.locator('tbody .badge').allTextContents()).toEqual(['aborted', 'promoted', 'promoted']);
    await page.locator('tbody a').first().click();
    await page.getByText('a strange graph').first().waitFor();
    await page.locator('svg.drawing path').first().waitFor();
  });
});
