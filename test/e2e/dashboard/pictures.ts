import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from '../../../infra/local/browser/chromium.ts';
import { FAILS_OFTEN } from '../../../infra/demo/versions.ts';
import { ROLLOUT, startLab } from '../lab.ts';
import { as, gated, startPeople } from './people.ts';
import { live, serveDashboard, startBaking } from './served.ts';

// Takes the pictures of docs/dashboard.md anew, of rollouts on a local cloud: node test/e2e/dashboard/pictures.ts
const IMAGES = join(import.meta.dirname, '../../../docs/images');
const DESKTOP = { viewport: { width: 1280, height: 900 } };

const people = await startPeople();
Object.assign(process.env, people.env);
const [lab, browser] = await Promise.all([startLab(), startChromium()]);
try {
  lab.callService();
  await lab.start(lab.build('the first')).exitCode;
  await lab.start(lab.build('fails often', [FAILS_OFTEN], { WaitTime: 20 })).exitCode;
  const pages = await serveDashboard(lab);
  const next = lab.build('the next', [], { PercentageStep: 25, WaitTime: 30 });
  const { exitCode } = await startBaking(lab, next);
  await lab.until(async () => ((await lab.view())?.status.step?.number ?? 0) >= 3);
  await take('rollout', pages.rollout, DESKTOP, async (page) => {
    await live(page);
    await page.locator('.plot.failed canvas').waitFor();
  });
  await take('rollout-below', pages.rollout, DESKTOP, async (page) => {
    await live(page);
    await page.locator('.tasks').getByText('1 running').first().waitFor();
    const calls = page.getByRole('region', { name: 'AWS calls' });
    await calls.locator('summary').first().click();
    await page.getByRole('region', { name: 'Log' }).evaluate((log) => log.scrollIntoView());
  });
  await take('phone', pages.rollout, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }, live);
  await take('plan', new URL('/plan', pages.now).href, DESKTOP, async (page) => {
    await page.getByRole('textbox', { name: 'deployment file' }).fill(readFileSync(next.file, 'utf8'));
    await page.getByRole('button', { name: 'Plan it' }).click();
    await page.getByRole('region', { name: 'Simulation' }).waitFor({ timeout: 90_000 });
    await page.getByRole('region', { name: 'What it would do' }).scrollIntoViewIfNeeded();
  });
  await exitCode;
  await take('undo', pages.rollout, DESKTOP, async (page) => {
    await live(page);
    await page.getByRole('button', { name: 'Undo' }).waitFor();
  });
  const guarded = lab.start(gated(lab.build('guarded')));
  await lab.until(async () => (await lab.view())?.status.waitsFor?.what.includes('approve'));
  const { rollout } = await people.serve(lab);
  const waiting = async (page: Page) => {
    await live(page);
    await save(page, 'login');
  };
  await as(browser, 'dave', rollout, waiting, { timezoneId: 'UTC', ...DESKTOP });
  await lab.serin('abort', ROLLOUT).exitCode;
  await guarded.exitCode;
  await take('history', pages.history, DESKTOP, live);
  await take('compare', pages.history, DESKTOP, async (page) => {
    await page.getByRole('button', { name: 'Compare A with B' }).click();
    await page.locator('.compare svg.drawing').first().waitFor();
  });
} finally {
  await browser.close();
  await lab.close();
  await people.close();
}
process.exit(0);

/** Takes a picture of a page once the body has brought it to what is to be seen. */
async function take(
  name: string,
  url: string,
  options: BrowserContextOptions,
  body: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext({ timezoneId: 'UTC', ...options });
  const page = await context.newPage();
  await page.goto(url);
  await body(page);
  await save(page, name);
  await context.close();
}

async function save(page: Page, name: string) {
  await page.screenshot({ path: join(IMAGES, `dashboard-${name}.png`) });
  console.log(`dashboard-${name}.png`);
}
