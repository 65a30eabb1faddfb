const counts = new Map();

/** A count by its name, 0 when nothing has been counted yet. */
export async function read(name) {
  return counts.get(name) ?? 0;
}

/** Adds to a count and answers the new one. */
export async function add(name, increment) {
  const count = (counts.get(name) ?? 0) + increment;
  counts.set(name, count);
  return count;
}
