import type { History } from '../../workflows/rollout/judge/baseline.ts';
import type { Bucket } from '../../workflows/rollout/judge/bucket.ts';
import { BadLine, countsIn, type CountsLine, type InputLine, type LineOf, parseLine } from './protocol.ts';

/** Buckets of a rollout that has been, and what came before. */
export interface Recorded {
  readonly history: History;
  readonly latencyBoundsMs: readonly number[] | undefined;
  readonly firstDeployment: boolean;
  /** How long after its end a bucket could be read, where the record says. */
  readonly lagSeconds: number | undefined;
  /** Oldest first, each with the canary's weight in percent. */
  readonly buckets: readonly { readonly bucket: Bucket; readonly weight: number }[];
}

/** Columns of a CSV file, in this order; an empty cell is no data. Times are in seconds. */
const csvColumns = [
  't0',
  't1',
  'weight',
  'stable_requests',
  'stable_errors',
  'canary_requests',
  'canary_errors',
];

/** Reads the lines that `serin judge --stdin` takes, or CSV. Throws `BadLine` with the number of the line. */
export function parseRecorded(text: string): Recorded {
  const lines = text.replace(BYTE_ORDER_MARK, '').split(/\r?\n/);
  const isJson = lines.find((line) => line.trim() !== '')?.startsWith('{');
  return fromLines(isJson ? lines.map(jsonLine) : csvLines(lines));
}

/** What spreadsheets begin their files with. */
const BYTE_ORDER_MARK = /^\uFEFF/;

/** The parsed lines of a file, at their places; undefined for those that say nothing. */
function fromLines(lines: readonly (InputLine | undefined)[]): Recorded {
  const scenario = lines.find((line) => line?.type === 'scenario');
  const latencyBoundsMs = scenario?.bounds_ms ?? undefined;
  const total = lines.find((line) => line?.type === 'history_total')?.stable;
  const bucketOf = ({ t0, t1, stable, canary }: Spanned): Bucket => ({
    from: t0,
    to: t1,
    ...(stable ? { stable: countsIn(stable, latencyBoundsMs) } : {}),
    ...(canary ? { canary: countsIn(canary, latencyBoundsMs) } : {}),
  });
  const bucketsOf = <Type extends 'history' | 'bucket'>(type: Type) =>
    lines
      .flatMap((line, i) =>
        line?.type === type
          ? [{ line: line as LineOf<Type>, bucket: numbered(i, () => bucketOf(line)) }]
          : [],
      )
      .sort((a, b) => a.bucket.from - b.bucket.from);
  return {
    latencyBoundsMs,
    firstDeployment: scenario?.first_deployment ?? false,
    lagSeconds: scenario?.lag_s,
    history: {
      buckets: bucketsOf('history').map(({ bucket }) => bucket),
      ...(total ? { total: { requests: total.requests, errors: total.errors } } : {}),
    },
    buckets: bucketsOf('bucket').map(({ bucket, line: { weight } }) => ({ bucket, weight })),
  };
}

interface Spanned {
  readonly t0: number;
  readonly t1: number;
  readonly stable?: CountsLine | null | undefined;
  readonly canary?: CountsLine | null | undefined;
}

function jsonLine(text: string, i: number): InputLine | undefined {
  return text.trim() === '' ? undefined : numbered(i, () => parseLine(text));
}

/** CSV says the same in fewer words: each row becomes the line that it stands for. */
function csvLines([header, ...rows]: readonly string[]): (InputLine | undefined)[] {
  if (header?.replaceAll(' ', '') !== csvColumns.join(','))
    throw new BadLine(`line 1: the columns must be ${csvColumns.join(',')}`);
  return rows.map((row, i) =>
    row.trim() === '' ? undefined : numbered(i + 1, () => parseLine(csvLine(row))),
  );
}

function csvLine(row: string): string {
  const all = row.split(',').map((cell) => (cell.trim() === '' ? null : Number(cell)));
  if (all.length !== csvColumns.length)
    throw new BadLine(`${all.length} cells for ${csvColumns.length} columns`);
  const [t0, t1, weight, ...cells] = all;
  const side = (requests?: number | null, errors?: number | null) =>
    requests === null || requests === undefined ? null : { requests, errors };
  const [stable, canary] = [side(cells[0], cells[1]), side(cells[2], cells[3])];
  return JSON.stringify({ type: 'bucket', t0, t1, weight, stable, canary });
}

function numbered<T>(index: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof BadLine) throw new BadLine(`line ${index + 1}: ${error.message}`);
    throw error;
  }
}
