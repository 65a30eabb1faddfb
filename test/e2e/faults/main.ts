import { runTable } from '../lanes/run-table.ts';
import type { Lane } from '../lanes/lane.ts';
import { runCell, type Cell } from './cell.ts';
import { allCells } from './discover.ts';
import { isLate } from './kinds.ts';
import { personCells, runByHand, type PersonCell } from './person/cell.ts';
import { runSlowly, type SlowCell } from './slow.ts';
import { toMarkdown, type Result } from './table.ts';

type AnyCell = Cell | PersonCell | SlowCell;

const nameOf = (cell: AnyCell): string => {
  if ('byHand' in cell) return `${cell.router} person ${cell.when} ${cell.byHand}`;
  if ('everyCall' in cell) return `${cell.router} every call slow ${cell.end}`;
  const { router, first, when, action, kind } = cell;
  return `${router} ${first ? 'first ' : ''}${when} ${action} ${kind}`;
};

const run = async (lane: Lane, cell: AnyCell): Promise<Result> => {
  const on = new Date().toISOString().slice(0, 10);
  if ('byHand' in cell) return { ...(await runByHand(lane, cell)), on };
  return 'everyCall' in cell
    ? { ...(await runSlowly(lane, cell)), on }
    : { ...(await runCell(lane, cell)), on };
};

/** Whether the local AWS takes requests from callers, whatever the rollout does. */
const failsCallers = (result: Result): boolean =>
  'byHand' in result || ('kind' in result && isLate(result.kind));

await runTable<AnyCell, Result>({
  cells: { person: async (lane) => personCells(lane), call: allCells },
  nameOf,
  run,
  isWrong: (result) => result.wrongs.length > 0 || (result.failedRequests > 0 && !failsCallers(result)),
  toMarkdown,
  document: 'faults.md',
});
