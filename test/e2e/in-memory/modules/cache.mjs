const counters = new Map();

/** Adds one to a counter and answers its new value. */
export async function increment(counter) {
  const value = (counters.get(counter) ?? 0) + 1;
  counters.set(counter, value);
  return value;
}
