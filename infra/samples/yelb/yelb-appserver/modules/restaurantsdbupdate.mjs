import { query } from './database.mjs';

const increment = 2;

/** Counts a vote and answers the restaurant's new count. */
export async function restaurantsdbupdate(restaurant) {
  const statement = 'UPDATE restaurants SET count = count + $1 WHERE name = $2 RETURNING count';
  const [row] = await query(statement, increment, restaurant);
  return row.count;
}
