import { hostname } from './hostname.mjs';
import { pageviews } from './pageviews.mjs';

/** Who answers, and how often the page has been looked at: `{"hostname": …, "pageviews": 7}`. */
export async function getstats() {
  return JSON.stringify({ hostname: hostname(), pageviews: await pageviews() });
}
