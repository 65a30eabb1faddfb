import { writeFileSync } from 'node:fs';

/** Something that a part of the bench has measured; counts and ratios rather than times, which say more of the machine than of Serin. */
export interface Ratio {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** The goal, where there is one. */
  readonly atMost?: number;
}

/** What a part has found. */
export interface Found {
  readonly ratios: readonly Ratio[];
  /** In a line. */
  readonly summary: string;
}

export const isMissed = ({ value, atMost }: Ratio): boolean => atMost !== undefined && !(value <= atMost);

/** One ratio as a line of a table. */
export function ratioLine(ratio: Ratio): string {
  const { what, value, unit, atMost } = ratio;
  const goal = atMost === undefined ? '' : ` (goal ≤ ${atMost})${isMissed(ratio) ? '  MISSED' : ''}`;
  return `${what.padEnd(64)} ${rounded(value).padStart(10)} ${unit}${goal}`;
}

/** With three digits, or all of a count. */
export const rounded = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));

/** Tells what a part has found: to whoever reads, or to the run that the part is of, which names a file. Exit code 1 when a goal is missed. */
export function tell(found: Found): void {
  const file = process.env['SERIN_BENCH_FOUND'];
  if (file === undefined) {
    for (const ratio of found.ratios) console.log(ratioLine(ratio));
    console.log(found.summary);
  } else writeFileSync(file, JSON.stringify(found));
  process.exitCode = found.ratios.some(isMissed) ? 1 : 0;
}
