import { add } from './store.mjs';

const increment = 2;

/** Counts a vote and answers the restaurant's new count. */
export async function restaurantsdbupdate(restaurant) {
  return add(restaurant, increment);
}
