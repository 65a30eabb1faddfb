import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import type { RolloutView } from '../rollouts/view.ts';

/** What a watch that is under way has seen last. */
export const watchedVerdict = ({ attempts }: Pick<RolloutView, 'attempts'>): Verdict | undefined =>
  attempts.find(({ verdict }) => verdict)?.verdict;

/** What a watch sees now; before and after, the evidence that the last verdict was based on. */
export function latestEvidence(view: Pick<RolloutView, 'attempts' | 'status'>): string | undefined {
  const watched = watchedVerdict(view);
  const last = view.status.verdicts.findLast(({ numbers }) => numbers['M'] !== undefined);
  const verdict = watched ?? last;
  return verdict && evidenceText(verdict);
}

/** A verdict in numbers: the evidence M with its parts, and what it is made of; its reason, where it has none. */
export function evidenceText({ judge, reason, numbers }: Verdict): string {
  const { M, A, R, B, L, threshold, canaryRequests, canaryErrors } = numbers;
  if (M === undefined) return reason.startsWith(judge) ? reason : `${judge}: ${reason}`;
  const parts = [
    part('against stable', A),
    part('bursts', R),
    part('against the bound', B),
    part('latency', L),
  ]
    .flat()
    .join(', ');
  return `evidence against the canary ${rounded(M)} of ${rounded(threshold)} (${parts}); ${canaryErrors} of ${canaryRequests} requests failed`;
}

/** Worth a line of its own: another rule speaks, or the evidence has doubled or halved since it was said. */
export function isNews(verdict: Verdict, said: Verdict | undefined): boolean {
  if (said === undefined || said.rule !== verdict.rule || said.kind !== verdict.kind) return true;
  const [before, now] = [said.numbers['M'], verdict.numbers['M']];
  if (before === undefined || now === undefined) return before !== now;
  return Math.max(before, now) >= 2 * Math.min(before, now);
}

const part = (name: string, value: number | undefined): string[] =>
  value === undefined ? [] : [`${name} ${rounded(value)}`];

function rounded(value = NaN): string {
  if (value >= 1e6) return 'over a million';
  return value >= 100 ? value.toFixed(0) : value.toPrecision(2);
}
