/** A call as the journal of the local AWS has it. */
export interface JournalCall {
  readonly time: string;
  readonly service: string;
  readonly action: string;
  readonly status: number;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** The most calls within any so many seconds. */
export function mostWithin(seconds: number, calls: readonly JournalCall[]): number {
  const times = calls.map(({ time }) => Date.parse(time)).sort((a, b) => a - b);
  const within = (from: number) => (time: number) => time < from + 1000 * seconds;
  return Math.max(0, ...times.map((from, i) => times.slice(i).filter(within(from)).length));
}

/**
 * How late, in seconds, a rule's weights were written at most: the time between two writes beyond the bake, and before the
 * first one all that passed since the start.
 */
export function latestBySeconds(
  calls: readonly JournalCall[],
  rule: string,
  startedAt: Date,
  bakeSeconds: number,
): number {
  const writes = calls
    .filter(({ action, parameters }) => action === 'ModifyRule' && parameters['RuleArn'] === rule)
    .map(({ time }) => Date.parse(time) / 1000);
  const due = [startedAt.getTime() / 1000, ...writes.map((time) => time + bakeSeconds)];
  return Math.max(0, ...writes.map((time, i) => time - due[i]!));
}

/** How often each action was called, the most frequent first. */
export function countByAction(calls: readonly JournalCall[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { action } of calls) counts.set(action, (counts.get(action) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
