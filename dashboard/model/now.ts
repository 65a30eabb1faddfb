import type { FoundRollout } from '../../client/rollouts/find.ts';
import { rowOf, type RowModel } from './row.ts';

/** What the list is narrowed to, as the page's address says it. */
export interface NowFilter {
  readonly environment?: string | undefined;
  readonly phase?: string | undefined;
}

/** The page of what happens now: a row a service. */
export interface NowModel {
  /** When it was read; ISO time by the server's clock. */
  readonly at: string;
  readonly filter: NowFilter;
  readonly rows: readonly RowModel[];
  /** Whether Temporal knows more than are shown. */
  readonly more: boolean;
}

/** Those that wait for people stand first, then those that run, then the ended, each the newest first. */
export function nowModel(
  found: readonly FoundRollout[],
  filter: NowFilter,
  now: Date,
  more: boolean,
): NowModel {
  const latest = new Map<string, FoundRollout>();
  for (const each of found) {
    const known = latest.get(each.info.workflowId);
    if (known === undefined || known.info.startTime < each.info.startTime)
      latest.set(each.info.workflowId, each);
  }
  const rows = [...latest.values()].map((each) => rowOf(each, now));
  rows.sort((a, b) => rank(a) - rank(b) || b.started.localeCompare(a.started));
  return { at: now.toISOString(), filter, rows, more };
}

const rank = ({ acting, running }: RowModel): number => (acting.kind === 'person' ? 0 : running ? 1 : 2);
