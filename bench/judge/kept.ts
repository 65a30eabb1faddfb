import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import type { Course } from '../../client/simulation/closed-loop.ts';

/** What is left of a rollout that was played. */
export interface Played extends Pick<Course, 'end' | 'seconds' | 'canaryRequests'> {
  /** Whether the judge ever said that nothing could be proven. */
  readonly flagged: boolean;
}

/** Rollouts that have been played, by what was played: the first with the first seed, and so on. */
export interface Kept {
  of(what: string): readonly Played[];
  add(what: string, played: readonly Played[]): void;
}

/** How many rollouts a round plays of each scenario, so that all are known about equally well whenever a run is interrupted. */
const ROUND = 100;

/** The sizes of a run's rounds, ascending up to `runs`. */
export const roundsOf = (runs: number): number[] => {
  const rounds = Math.max(1, Math.ceil(runs / ROUND));
  return Array.from({ length: rounds }, (_, i) => Math.ceil((runs * (i + 1)) / rounds));
};

/** The first `runs` rollouts of `what`: those that are kept, and those that `playFrom` plays from the next on, which are then kept as well. */
export function completed(
  kept: Kept,
  what: string,
  runs: number,
  playFrom: (first: number) => readonly Played[],
): readonly Played[] {
  const before = kept.of(what).length;
  if (before < runs) kept.add(what, playFrom(before));
  return kept.of(what).slice(0, runs);
}

/** Keeps them in memory. */
export function keptInMemory(): Kept {
  const kept = new Map<string, Played[]>();
  return {
    of: (what) => kept.get(what) ?? [],
    add: (what, played) => kept.set(what, [...(kept.get(what) ?? []), ...played]),
  };
}

/**
 * Keeps them in a file as well, one line a batch, so that a run of hours can be interrupted and continued.
 *
 * @throws Error where the file was written by another judge or another bench, or from another seed on
 */
export function keptIn(path: string, seed: number): Kept {
  const stamp = JSON.stringify({ code: digestOfCode(), seed });
  const [first, ...lines] = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : [];
  if (first === undefined) writeFileSync(path, `${stamp}\n`);
  else if (first !== stamp)
    throw new Error(`${path} is of other code or another seed: its rollouts cannot be continued`);
  const kept = keptInMemory();
  // The last line is empty, or was cut off when the run was interrupted.
  const cutOff = lines.pop();
  for (const line of lines) {
    const [what, played] = JSON.parse(line) as [string, Played[]];
    kept.add(what, played);
  }
  if (cutOff) writeFileSync(path, [stamp, ...lines, ''].join('\n'));
  return {
    of: (what) => kept.of(what),
    add(what, played) {
      kept.add(what, played);
      appendFileSync(path, `${JSON.stringify([what, played])}\n`);
    },
  };
}

const CODE = [
  'workflows/rollout/**/*.ts',
  'client/simulation/*.ts',
  'bench/judge/{measure,scenario}.ts',
  'bench/judge/{rivals,families}/*.ts',
];

function digestOfCode(): string {
  const cwd = new URL('../..', import.meta.url).pathname;
  const hash = createHash('sha256');
  for (const path of globSync(CODE, { cwd }).sort()) hash.update(path).update(readFileSync(cwd + path));
  return hash.digest('hex').slice(0, 16);
}
