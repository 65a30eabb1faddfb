import type { FastifyInstance } from 'fastify';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startChromium } from '../../../infra/local/browser/chromium.ts';
import { rolloutsOf } from '../../../dashboard/server/rollouts.ts';
import { commandUpdate, statusQuery } from '../../../workflows/messages.ts';
import { rolloutYaml } from '../../fakes/rollout-yaml.ts';
import { worldServing, type World } from '../../fakes/world.ts';
import { startHarness, type Harness } from '../../workflows/harness.ts';
import { dashboardOf } from '../dashboard-of.ts';
import { startProvider, type Providing } from './providing.ts';

/** A rollout on Temporal's server, a dashboard, a provider and a browser: nothing stands for anything but AWS. */
let harness: Harness;
let provider: Providing;
let app: FastifyInstance;
let browser: Browser;

beforeAll(async () => {
  // One after the other: what has started is known to be closed where the next one fails.
  browser = await startChromium();
  provider = await startProvider();
  harness = await startHarness();
  const temporal = { client: harness.env.client, address: 'here', close: () => Promise.resolve() };
  app = await dashboardOf(rolloutsOf(temporal), undefined, { access: provider.access });
  await app.listen({ host: '127.0.0.1', port: provider.port });
});
afterAll(async () => {
  await app?.close();
  await Promise.all([harness?.close(), provider?.close(), browser?.close()]);
});

const GATED = rolloutYaml({
  steps: [{ weight: 33, bakeSeconds: 60, gate: { by: ['oncall'], seconds: 3600, verified: true } }],
});

function worldOfDashboard(): World {
  const world = worldServing('v1');
  const signingKeys = [provider.access.signer!.publicKey];
  const rule = { line: 2, column: 5, environments: ['shop'], services: ['*'], signingKeys };
  world.policy = { file: 'policy.yaml', rules: [rule] };
  return world;
}

/** Opens the rollout's page in a browser of its own, logs in at the provider that it leads to, and does something there. */
async function as<T>(
  name: string,
  act: (page: Page) => Promise<T>,
  options: BrowserContextOptions = {},
): Promise<T> {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    await page.goto(`http://127.0.0.1:${provider.port}/rollouts/shop/cart`);
    await page.locator('input[name=login]').fill(name);
    await page.locator('input[name=password]').fill('any');
    await page.locator('button[type=submit]').click();
    await page.getByRole('region', { name: 'Actions' }).waitFor();
    return await act(page);
  } finally {
    await context.close();
  }
}

const approveButton = (page: Page) => page.getByRole('button', { name: 'Approve' });

it('a gate is refused to a claim and to who may not, and opened to somebody on call who has logged in', async () => {
  const seen: unknown[] = [];
  const ended = await harness.run(worldOfDashboard(), GATED, async (handle, sleep) => {
    await sleep(1000);
    const claim = { by: 'olivia@example.com', groups: ['oncall'] };
    seen.push(
      await handle
        .executeUpdate(commandUpdate('approve'), { args: [claim] })
        .catch(({ cause }: Error) => (cause as Error).message),
    );
    seen.push(
      await as('dave', async (page) => [
        await approveButton(page).isDisabled(),
        await page
          .locator('.action', { hasText: /^Approve/ })
          .locator('small')
          .textContent(),
      ]),
    );
    await as('olivia', async (page) => {
      expect(await page.locator('header').textContent()).toContain('olivia@example.com');
      const actions = page.getByRole('region', { name: 'Actions' });
      await actions.getByRole('textbox', { name: 'reason' }).first().fill('graphs are fine');
      await approveButton(page).click();
      await actions.getByText(/^taken/).waitFor();
    });
    seen.push((await handle.query(statusQuery)).commands);
  });
  expect(seen).toEqual([
    'approve is refused: 33 % has to be approved by oncall (logged in)',
    [true, 'dave@example.com is an operator (developers) here, and this takes an approver'],
    [
      expect.objectContaining({
        command: 'approve',
        by: 'olivia@example.com',
        reason: 'graphs are fine',
        verified: { from: '127.0.0.1', groups: ['oncall'] },
      }),
    ],
  ]);
  expect(ended.outcome).toBe('promoted');
});

it('an operator may abort, without script, too, and the log says who is verified', async () => {
  const ended = await harness.run(worldOfDashboard(), GATED, async (handle, sleep) => {
    await sleep(10);
    const { runId } = await handle.describe();
    const abort = async (page: Page) => {
      // For a moment, the page may still be that of the rollout before.
      while ((await page.locator('input[name=run]').first().inputValue()) !== runId) await page.reload();
      await page.getByRole('button', { name: 'Abort' }).click();
      expect(await page.locator('.notice').textContent()).toMatch(/^taken/);
      const entry = page.locator('.log li', { hasText: 'dave@example.com' });
      expect(await entry.first().textContent()).toContain('(verified, developers, from 127.0.0.1): abort');
    };
    await as('dave', abort, { javaScriptEnabled: false });
  });
  expect(ended.outcome).toBe('Aborted');
  expect(ended.reason).toContain('dave@example.com');
});
