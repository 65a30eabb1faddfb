import { runTable } from '../lanes/run-table.ts';
import { runCell, type Cell, type CellResult } from './cell.ts';
import { allCells } from './discover.ts';
import { toMarkdown } from './table.ts';

await runTable<Cell, CellResult>({
  cells: allCells,
  nameOf: ({ router, first, when, action, kind }) =>
    `${router} ${first ? 'first ' : ''}${when} ${action} ${kind}`,
  run: runCell,
  isWrong: ({ wrongs, failedRequests }) => wrongs.length > 0 || failedRequests > 0,
  toMarkdown,
  document: 'faults.md',
});
