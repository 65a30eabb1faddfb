import { NotFoundException } from '@aws-sdk/client-app-mesh';

/** What all pages of a list hold. */
export async function collect<Page, Item>(
  pages: AsyncIterable<Page>,
  itemsOf: (page: Page) => readonly Item[],
): Promise<Item[]> {
  const items: Item[] = [];
  for await (const page of pages) items.push(...itemsOf(page));
  return items;
}

/** Describes objects at the same time, by name; one that has gone since it was listed is left out. */
export async function describeAll<Item>(
  names: readonly string[],
  describe: (name: string) => Promise<Item>,
): Promise<Record<string, Item>> {
  const found = await Promise.all(
    names.map((name) => describe(name).then((item) => [[name, item] as const], gone)),
  );
  return Object.fromEntries(found.flat());
}

function gone(error: unknown): [] {
  if (error instanceof NotFoundException) return [];
  throw error;
}
