import { restaurants } from './restaurants.mjs';

const counts = new Map(restaurants.map((name) => [name, 0]));

/** Answers the app server's two statements: an update of one restaurant's count, and all counts. */
export async function query(_statement, increment, restaurant) {
  if (restaurant === undefined) return [...counts].map(([name, count]) => ({ name, count }));
  counts.set(restaurant, counts.get(restaurant) + increment);
  return [{ count: counts.get(restaurant) }];
}
