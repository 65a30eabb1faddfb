import { restaurants } from './restaurants.mjs';
import { read } from './store.mjs';

/** All counts: `[{"name": "outback", "value": 4}, …]`. */
export async function getvotes() {
  const votes = restaurants.map(async (name) => ({ name, value: await read(name) }));
  return JSON.stringify(await Promise.all(votes));
}
