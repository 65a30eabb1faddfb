import { startChromium } from '../local/browser/chromium.ts';

// Takes a picture of a page: node infra/docs/screenshot.ts URL FILE.png TEXT…
// Each text is waited for; what has another after it is clicked on.
const [url = '', path = '', ...texts] = process.argv.slice(2);
const browser = await startChromium();
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  await page.goto(url);
  for (const [i, text] of texts.entries()) {
    const place = page.getByText(text).first();
    await place.waitFor({ timeout: 120_000 });
    if (i < texts.length - 1) await place.click();
  }
  await page.screenshot({ path });
} finally {
  await browser.close();
}
