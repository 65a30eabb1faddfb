import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';

/** What Yelb's page shows at one moment. */
export interface Look {
  /** The task of the app server that has answered last. */
  readonly hostName: string;
  /** Who gave the latest answers, oldest first: a version, or `failed`. */
  readonly answers: readonly string[];
  /** The pie's slices: each restaurant's share of all votes. */
  readonly shares: Readonly<Record<string, number>>;
  readonly pageViews: string;
}

/** A picture of the page, as base64 of a PNG. */
export interface Picture {
  readonly caption: string;
  readonly png: string;
}

/** A person with Yelb's page open in a browser, which asks for news by itself twice a second. */
export interface Visitor {
  read(): Promise<Look>;
  /** Clicks «Vote» once, and answers by how much that restaurant's count has grown. */
  vote(): Promise<number>;
  /** Waits until the page shows it; gives up after a minute, or when `signal` is aborted, and answers false. */
  sees(what: (look: Look) => boolean, signal?: AbortSignal): Promise<boolean>;
  take(caption: string): Promise<Picture>;
  leave(): Promise<void>;
}

/** Runs in the page. */
const READ = `({
  hostName: document.querySelector('#hostname').textContent,
  answers: [...document.querySelectorAll('#recent li')].map((answer) => answer.title),
  shares: Object.fromEntries([...document.querySelectorAll('#pie [data-share]')].map(
    ({ dataset }) => [dataset.restaurant, Number(dataset.share)])),
  pageViews: document.querySelector('#pageviews').textContent,
})`;
const RESTAURANT = 'chipotle';
const LOOK_MILLIS = 100;
const PATIENCE_MILLIS = 60_000;

/** Opens the page in a browser, which is closed when the visitor leaves. */
export async function visit(browser: Browser, url: string): Promise<Visitor> {
  const page = await browser.newPage({ viewport: { width: 800, height: 620 } });
  await page.goto(url);
  const count = page.locator(`#count-${RESTAURANT}`);
  const countNow = async () => Number(await count.textContent());
  const read = () => page.evaluate<Look>(READ);
  const sees = async (what: (look: Look) => boolean, signal?: AbortSignal) => {
    const endsMillis = Date.now() + PATIENCE_MILLIS;
    while (Date.now() < endsMillis && !signal?.aborted) {
      if (what(await read())) return true;
      await sleep(LOOK_MILLIS);
    }
    return false;
  };

  return {
    read,
    async vote() {
      await sees(({ hostName }) => hostName !== '–');
      const before = await countNow();
      await page.locator('#restaurants li', { has: count }).getByRole('button').click();
      const endsMillis = Date.now() + PATIENCE_MILLIS;
      while (Date.now() < endsMillis && (await countNow()) === before) await sleep(LOOK_MILLIS);
      return (await countNow()) - before;
    },
    sees,
    take: async (caption) => ({ caption, png: (await page.screenshot()).toString('base64') }),
    leave: () => browser.close(),
  };
}
