import { rollbackOf } from './comparison.ts';
import { brokenOf, servesAlone, type Done } from './expectations.ts';
import { totals } from './record.ts';

/** Versions that are judged by evidence. */
export interface ByEvidence {
  readonly again: Done;
  readonly failing: Done;
  readonly slow: Done;
  readonly crowded: Done;
}

/** What the demo promised of the judge that weighs evidence, and that did not happen; empty when all is as told. */
export function brokenByEvidence(
  second: Done,
  third: Done,
  { again, failing, slow, crowded }: ByEvidence,
): string[] {
  const [counted, weighed] = [rollbackOf(third.record), rollbackOf(again.record)];
  const isRolledBack = ({ record }: Done) =>
    record.exitCode === 3 && record.status.verdicts.at(-1)?.rule === 'evidence';
  const stableIsWhole = (done: Done) =>
    servesAlone(done, second) && (totals(done.record)[second.build.sha]?.errors ?? 0) === 0;
  const isForLatency = ({ record, build }: Done) => {
    const { A = 0, B = 0, L = 0 } = record.status.verdicts.at(-1)?.numbers ?? {};
    return L > Math.max(A, B) && totals(record)[build.sha]?.errors === 0;
  };
  return brokenOf([
    ['evidence rolled version three back', isRolledBack(again)],
    ['it did so sooner than a count of errors', (weighed.seconds ?? Infinity) < (counted.seconds ?? 0)],
    ['and with fewer failed requests', weighed.failedRequests < counted.failedRequests],
    ['evidence rolled back a version that fails one request in twenty', isRolledBack(failing)],
    ['evidence rolled back a version that takes twice as long', isRolledBack(slow)],
    ['for its latency alone', isForLatency(slow)],
    ['evidence rolled back a version that is slow only under all of the traffic', isRolledBack(crowded)],
    [
      'once it had all of it, for its latency alone',
      crowded.record.status.verdicts.at(-1)?.weight === 100 && isForLatency(crowded),
    ],
    [
      'version two served on without a failure all the while',
      [again, failing, slow, crowded].every(stableIsWhole),
    ],
  ]);
}
