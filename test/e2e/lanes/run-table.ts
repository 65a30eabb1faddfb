import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Lane } from './lane.ts';
import { ROUTERS } from './lane-service.ts';
import { openLanes } from './lanes.ts';
import { shareOut } from './share-out.ts';

/** Experiments that are all alike, one rollout each, whose results make a document. */
export interface Table<Cell, Result extends Cell> {
  /** Finds out what there is to try. */
  cells(lane: Lane): Promise<readonly Cell[]>;
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
 * Runs a table in lanes and prints it; the exit code is 1 when a result is wrong. `--router alb` takes services behind load balancers
 * instead of those in the mesh. `--only REGEXP` chooses cells by name, `--lanes N` says how many run at once. With `--keep FILE` results are kept, and what is in the file is not run again. `--write` writes the document.
 */
export async function runTable<Cell, Result extends Cell>(table: Table<Cell, Result>): Promise<void> {
  const { values: options } = parseArgs({
    options: {
      router: { type: 'string', default: 'app-mesh' },
      only: { type: 'string', default: '' },
      keep: { type: 'string' },
      lanes: { type: 'string', default: '6' },
      write: { type: 'boolean', default: false },
    },
  });
  const router = ROUTERS.find((kind) => kind === options.router);
  if (router === undefined) throw new Error(`--router is one of ${ROUTERS.join(', ')}`);
  const kept = options.keep === undefined ? [] : readLines<Result>(options.keep);
  const done = new Set(kept.map((result) => table.nameOf(result)));

  const { lanes, close } = await openLanes({ [router]: Number(options.lanes) });
  try {
    const left = (await table.cells(lanes[0]!)).filter(
      (cell) => new RegExp(options.only).test(table.nameOf(cell)) && !done.has(table.nameOf(cell)),
    );
    const found = await shareOut(lanes, left, async (lane, cell) => {
      const result = await table.run(lane, cell);
      console.error(`${table.nameOf(cell)}: ${JSON.stringify({ ...result, lane: lane.name })}`);
      if (options.keep !== undefined) appendFileSync(options.keep, `${JSON.stringify(result)}\n`);
      return result;
    });
    const results = [...kept, ...found];
    console.log(table.toMarkdown(results));
    if (options.write) writeFileSync(join(DOCS, table.document), table.toMarkdown(results));
    const wrong = results.filter((result) => table.isWrong(result));
    console.log(`${results.length} rollouts, ${wrong.length} of them ended wrong`);
    process.exitCode = wrong.length > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

function readLines<Result>(file: string): Result[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as Result);
}
