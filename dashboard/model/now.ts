import type { FoundRollout } from '../../client/rollouts/find.ts';
import { rowOf, type RowModel } from './row.ts';

/** In which order the list has its rollouts: what waits for people first, then what runs, then what has ended. */
export const GROUPS = ['waiting', 'running', 'ended'] as const;
export type GroupName = (typeof GROUPS)[number];

/** What the list is narrowed to, as the page's address says it. */
export interface NowFilter {
  readonly environment?: string | undefined;
  readonly phase?: string | undefined;
  /** Who started it. */
  readonly startedBy?: string | undefined;
  /** One group alone, and which of its pages: what the one before it has ended with. */
  readonly show?: GroupName | undefined;
  readonly after?: string | undefined;
}

/** What Temporal has found for a group. */
export interface FoundGroup {
  readonly name: GroupName;
  readonly found: readonly FoundRollout[];
  /** What the next page begins after. */
  readonly next: string | undefined;
  /** How many there are on all pages; undefined where that is not told. */
  readonly total: number | undefined;
}

export interface GroupModel extends Omit<FoundGroup, 'found'> {
  readonly rows: readonly RowModel[];
}

/** The page of what happens now: a row a service. */
export interface NowModel {
  /** When it was read; ISO time by the server's clock. */
  readonly at: string;
  readonly filter: NowFilter;
  /** Who looks at it. */
  readonly by: string;
  readonly groups: readonly GroupModel[];
}

/** A service stands there once, by its latest rollout, in the group that its own account puts it in; each group has the newest first. */
export function nowModel(groups: readonly FoundGroup[], filter: NowFilter, by: string, now: Date): NowModel {
  const latest = new Map<string, FoundRollout>();
  for (const each of groups.flatMap(({ found }) => found)) {
    const known = latest.get(each.info.workflowId);
    if (known === undefined || known.info.startTime < each.info.startTime)
      latest.set(each.info.workflowId, each);
  }
  const rows = [...latest.values()].map((each) => rowOf(each, now));
  rows.sort((a, b) => b.started.localeCompare(a.started));
  const shown = groups.map(({ name }) => name);
  return {
    at: now.toISOString(),
    filter,
    by,
    groups: groups.map(({ name, next, total }) => {
      const own = rows.filter((row) => groupOf(row, shown) === name);
      return { name, next, total: total === undefined ? undefined : Math.max(total, own.length), rows: own };
    }),
  };
}

/** What has moved on since Temporal listed it stands where it is now, if that is shown. */
function groupOf({ acting, running }: RowModel, shown: readonly GroupName[]): GroupName | undefined {
  const name = acting.kind === 'person' ? 'waiting' : running ? 'running' : 'ended';
  return shown.includes(name) ? name : shown[0];
}
