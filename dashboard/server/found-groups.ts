import { isTrouble } from '../../client/trouble.ts';
import { GROUPS, type FoundGroup, type GroupName, type NowFilter } from '../model/now.ts';
import type { FoundPage } from './rollouts.ts';
import type { Lists } from './visible.ts';

/** So many rows of each group are on a page of all groups, and on one of a group alone. */
const ROWS = { together: 20, alone: 50 } as const;

/** The groups that a filter shows, each by one list and one count, whatever many rollouts there are. @throws Trouble `badInput` */
export async function foundGroups(
  rollouts: Lists,
  { show, after, ...narrowed }: NowFilter,
): Promise<FoundGroup[]> {
  return Promise.all((show === undefined ? GROUPS : [show]).map(found));

  async function found(name: GroupName): Promise<FoundGroup> {
    const listing = { ...narrowed, group: name };
    const listed = rollouts.list(listing, show === undefined ? ROWS.together : ROWS.alone, after);
    const [page, total] = await Promise.all([
      name === 'waiting' && show === undefined ? listed.catch(nothing) : listed,
      rollouts.count(listing).catch(() => undefined),
    ]);
    return { name, ...page, total };
  }
}

/** Where it is not registered what waits for people, their rollouts stand among those that run. */
function nothing(error: unknown): FoundPage {
  if (!isTrouble(error, 'badInput')) throw error;
  return { found: [], next: undefined };
}
