import { query } from './database.mjs';
import { restaurants } from './restaurants.mjs';

/** All counts: `[{"name": "outback", "value": 4}, …]`. */
export async function getvotes() {
  const rows = await query('SELECT trim(name) AS name, count FROM restaurants');
  const counts = new Map(rows.map(({ name, count }) => [name, count]));
  return JSON.stringify(restaurants.map((name) => ({ name, value: counts.get(name) })));
}
