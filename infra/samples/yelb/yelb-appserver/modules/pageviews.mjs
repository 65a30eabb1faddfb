import { increment } from './cache.mjs';

/** Counts a look at the page and answers the new number of them. */
export async function pageviews() {
  return increment('pageviews');
}
