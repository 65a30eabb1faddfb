import { add } from './store.mjs';

/** Counts a look at the page and answers the new number of them. */
export async function pageviews() {
  return add('pageviews', 1);
}
