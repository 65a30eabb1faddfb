/** What is read, as a list of one; nothing where it has gone since it was listed. */
export async function unlessGone<Item>(read: () => Promise<Item>): Promise<Item[]> {
  try {
    return [await read()];
  } catch (error) {
    if (error instanceof Error && /NotFound/.test(error.name)) return [];
    throw error;
  }
}
