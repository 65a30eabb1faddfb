import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Lane } from './lane.ts';
import { ROUTERS, type RouterKind } from './lane-service.ts';
import { openLanes } from './lanes.ts';
import { shareOut } from './share-out.ts';

/** Experiments that are all alike, one rollout each, whose results make a document. */
export interface Table<Cell, Result extends Cell> {
  /** Finds out what there is to try: kinds of cells, by a word that is in the names of no others. */
  readonly cells: Readonly<Record<string, (lane: Lane) => Promise<readonly Cell[]>>>;
  /** Names a cell in a few words, which `--only` chooses by. */
  nameOf(cell: Cell): string;
  run(lane: Lane, cell: Cell): Promise<Result>;
  isWrong(result: Result): boolean;
  toMarkdown(results: readonly Result[]): string;
  /** Its name in docs/. */
  readonly document: string;
}

const DOCS = join(import.meta.dirname, '../../../docs');

/**
 * Runs a table in lanes and prints it; the exit code is 1 when a result is wrong. `--router alb`, `in-place` or `ecs` takes such services
 * instead of those in the mesh; it may be said for several. `--only REGEXP` chooses cells by name, where the word of a kind spares finding out the others; `--lanes N` says how many run at once.
 * With `--keep FILE` results are kept, and what is in the file is not run again; `--lanes 0` takes those alone. `--write` writes the document.
 */
export async function runTable<Cell, Result extends Cell>(table: Table<Cell, Result>): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      router: { type: 'string', multiple: true, default: ['app-mesh'] },
      only: { type: 'string', default: '' },
      keep: { type: 'string' },
      lanes: { type: 'string', default: '6' },
      write: { type: 'boolean', default: false },
    },
  });
  const routers = ROUTERS.filter((kind) => options.router.includes(kind));
  if (routers.length === 0) throw new Error(`--router is one of ${ROUTERS.join(', ')}`);
  const kept = options.keep === undefined ? [] : readLines<Result>(options.keep);
  const done = new Set(kept.map((result) => table.nameOf(result)));

  const isWanted = (cell: Cell) =>
    new RegExp(options.only).test(table.nameOf(cell)) && !done.has(table.nameOf(cell));
  const unable: string[] = [];
  const runCell = async (lane: Lane, cell: Cell): Promise<Result[]> => {
    const result = await table.run(lane, cell).catch((error: unknown) => {
      unable.push(table.nameOf(cell));
      console.error(`${table.nameOf(cell)} could not be run`, error);
    });
    if (result === undefined) return [];
    console.error(`${table.nameOf(cell)}: ${JSON.stringify({ ...result, lane: lane.name })}`);
    if (options.keep !== undefined) appendFileSync(options.keep, `${JSON.stringify(result)}\n`);
    return [result];
  };

  const results = [...kept];
  const count = Number(options.lanes);
  for (const router of count > 0 ? routers : [])
    results.push(
      ...(await inLanes(router, count, async (lanes) => {
        const cells = await findCells(table, lanes[0]!, options.only);
        return (await shareOut(lanes, cells.filter(isWanted), runCell)).flat();
      })),
    );

  console.log(table.toMarkdown(results));
  if (options.write) writeFileSync(join(DOCS, table.document), table.toMarkdown(results));
  const wrong = results.filter((result) => table.isWrong(result));
  console.log(`${results.length} rollouts, ${wrong.length} of them ended wrong`);
  if (unable.length > 0) console.log(`could not be run: ${unable.join(', ')}`);
  process.exitCode = wrong.length > 0 || unable.length > 0 ? 1 : 0;
}

async function findCells<Cell>(
  { cells }: Pick<Table<Cell, Cell>, 'cells'>,
  lane: Lane,
  only: string,
): Promise<Cell[]> {
  const kinds = Object.entries(cells);
  const named = kinds.filter(([word]) => only.includes(word));
  const found = await Promise.all((named.length > 0 ? named : kinds).map(([, find]) => find(lane)));
  return found.flat();
}

async function inLanes<Result>(
  router: RouterKind,
  count: number,
  act: (lanes: readonly Lane[]) => Promise<Result>,
): Promise<Result> {
  const { lanes, close } = await openLanes({ [router]: count });
  try {
    return await act(lanes);
  } finally {
    await close();
  }
}

function readLines<Result>(file: string): Result[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Result);
}
