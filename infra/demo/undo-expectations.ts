import { isDeepStrictEqual } from 'node:util';
import { brokenOf } from './expectations.ts';
import type { Inventory } from './routers/inventory.ts';

/** How an undo ended, and what the account has since. */
export interface Undo {
  readonly exitCode: number;
  readonly account: Inventory;
}

/** A promotion that was undone, and the undo that was undone, while callers called. */
export interface Undone {
  /** What the account had before the promotion, and after it. */
  readonly before: Inventory;
  readonly promoted: Inventory;
  readonly back: Undo;
  readonly forth: Undo;
  /** Requests of callers that failed from the first undo until the end of the second. */
  readonly failedRequests: number;
}

/** What the demo promised of an undo and of what a promotion leaves, and that did not happen; empty when all is as told. */
export const brokenByUndo = ({ before, promoted, back, forth, failedRequests }: Undone): string[] =>
  brokenOf([
    [
      'of all that the account has, the promotion changed the revision of the task definition alone',
      differing(before, promoted).join() === 'revisions',
    ],
    ['the undo went through', back.exitCode === 0],
    ['it left the account as it was before the promotion', differing(before, back.account).length === 0],
    ['the undo of the undo went through', forth.exitCode === 0],
    ['it left the account as the promotion had left it', differing(promoted, forth.account).length === 0],
    ['no request failed during either', failedRequests === 0],
  ]);

/** A line for people: what the service ran one after the other, how many requests failed, and what else is different. */
export function undoneLine({ before, promoted, back, forth, failedRequests }: Undone): string {
  const accounts = [before, promoted, back.account, forth.account];
  const others = accounts.flatMap((account) => differing(before, account));
  const changed = [...new Set(others)].filter((kind) => kind !== 'revisions');
  const ran = accounts.map(revisionsIn).join(', then ');
  return `Promotion, undo, and undo of the undo: the service ran ${ran}; ${failedRequests} requests failed during the undos. Other changes in the account: ${changed.join(', ') || 'none'}`;
}

/** The kinds of things in which two inventories differ. */
const differing = (a: Inventory, b: Inventory): string[] =>
  [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((kind) => !isDeepStrictEqual(a[kind], b[kind]));

const revisionsIn = ({ revisions }: Inventory): string => Object.values(revisions).join(' and ');
