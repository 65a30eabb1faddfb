import type { Browser, Page } from 'playwright-core';
import { startChromium } from '../../../infra/local/browser/chromium.ts';
import { commandUpdate } from '../../../workflows/messages.ts';
import { newSigner } from '../../dashboard/login/providing.ts';
import type { Version } from '../article.ts';
import { ROLLOUT, startLab, WORKFLOW_ID, type Lab } from '../lab.ts';
import { variation } from '../variation.ts';
import { as, gated, startPeople, type People } from './people.ts';
import { live, startBaking, type Served } from './served.ts';

const before = { ...process.env };

let people: People;
let lab: Lab;
let browser: Browser;
let pages: Served;
let first: Version;
let second: Version;

beforeAll(async () => {
  people = await startPeople();
  Object.assign(process.env, people.env);
  browser = await startChromium();
  lab = await startLab();
  lab.callService();
  first = lab.build('the first');
  expect(await lab.start(first).exitCode).toBe(0);
  pages = await people.serve(lab);
}, 300_000);
afterAll(async () => {
  await browser?.close();
  await lab?.close();
  await people?.close();
  process.env = before;
});

const PHONE = { viewport: { width: 360, height: 740 } };

/** The words beside a button that is disabled. */
const refusalOf = (page: Page, button: string) =>
  page.locator('.action', { has: page.getByRole('button', { name: button, exact: true }) }).locator('small');

it('a gate is refused to claims and to who may not, and opened on a phone by somebody on call who has logged in', async () => {
  second = gated(lab.build('the second'));
  const { exitCode } = lab.start(second);
  await lab.until(async () => (await lab.view())?.status.waitsFor?.what.includes('approve'));

  await as(browser, 'mallory', pages.rollout, async (page) => {
    expect(await page.locator('main').innerText()).toContain('has a role for anything here');
  });
  for (const [name, words] of [
    ['vera', 'vera@example.com is a viewer (visitors) here, and this takes an approver'],
    ['dave', 'dave@example.com is an operator (developers) here, and this takes an approver'],
  ] as const)
    await as(browser, name, pages.rollout, async (page) => {
      expect(await refusalOf(page, 'Approve').innerText()).toBe(words);
    });

  const claim = lab.serin('approve', ROLLOUT, '--by', 'olivia@example.com', '--groups', 'oncall');
  expect(await claim.exitCode).toBe(5);
  expect(claim.printed()).toContain('50 % has to be approved by oncall (logged in)');
  const input = JSON.stringify({ by: 'olivia@example.com', groups: ['oncall'], isVerified: true });
  const signal = ['signal', '--workflow-id', WORKFLOW_ID, '--name', 'approve', '--input', input];
  expect(await lab.temporal('workflow', ...signal).exitCode).toBe(0);
  expect(await forged()).toContain("its signature is of no key that the worker's policy names");
  expect((await lab.view())?.status.approved).toBe(false);

  await as(
    browser,
    'olivia',
    pages.rollout,
    async (page) => {
      await live(page);
      await page.getByRole('textbox', { name: 'reason' }).first().fill('graphs are fine');
      await page.getByRole('button', { name: 'Approve' }).click();
      await page.getByText(/^taken: /).waitFor();
      await page.locator('.badge.good', { hasText: 'promoted' }).waitFor();
      const entry = page.locator('.log li', { hasText: 'graphs are fine' }).first();
      expect(await entry.innerText()).toContain('verified, oncall, from 127.0.0.1');
    },
    PHONE,
  );
  expect(await exitCode).toBe(0);
});

/** What an approval is answered that another key than the dashboard's has signed, sent straight to Temporal. */
async function forged(): Promise<string> {
  const status = (await lab.view())!.status;
  const proof = await newSigner().sign({
    rollout: WORKFLOW_ID,
    run: status.firstRunId,
    command: 'approve',
    input: { by: 'olivia@example.com', groups: ['oncall'], id: 'forged', expectedStep: 1 },
    from: '127.0.0.1',
    at: new Date().toISOString(),
  });
  return lab.rollout.executeUpdate(commandUpdate('approve'), { args: [{ proof }] }).then(
    () => 'taken',
    ({ cause }: Error) => (cause as Error).message,
  );
}

variation('an operator aborts without script, and history tells viewers who', async () => {
  const { exitCode } = await startBaking(lab, lab.build('the third', [], { WaitTime: 600 }));
  const withoutScript = { javaScriptEnabled: false };
  await as(
    browser,
    'dave',
    pages.rollout,
    async (page) => {
      await page.getByRole('button', { name: 'Abort' }).click();
      await page.locator('.notice.taken').waitFor();
    },
    withoutScript,
  );
  expect(await exitCode).not.toBe(0);
  await as(
    browser,
    'vera',
    pages.history,
    async (page) => {
      await lab.until(async () => {
        await page.reload();
        return (await page.locator('tbody .badge').allInnerTexts())[0] === 'aborted';
      });
      expect(await page.locator('tbody tr').first().innerText()).toContain('dave@example.com');
    },
    withoutScript,
  );
});
