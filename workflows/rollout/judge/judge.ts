import type { JudgeSpec } from '../plan.ts';
import type { History } from './baseline.ts';
import type { Bucket } from './bucket.ts';
import { conclude, type Conclusion } from './conclude.ts';
import { judgeErrorCount } from './error-count.ts';
import type { EvidenceConfig, EvidenceSpec } from './evidence-config.ts';
import { observe, startEvidence, type EvidenceState } from './evidence.ts';
import type { JudgedBucket } from './judged-bucket.ts';
import { stepAt } from './ladder.ts';
import { checkableAt, checkWindow, firstPeriod } from './periods.ts';
import { lastWarmUp, smallestWeight, trafficSince, type Facts, type Situation } from './situation.ts';
import { judgeThreshold } from './threshold.ts';
import type { Span, Verdict } from './verdict.ts';

/** What a judge remembers between two looks: plain data, so that it can travel. Only evidence adds up. */
export type JudgeMemory = EvidenceState | undefined;

/** A verdict, and what to remember for the next look. */
export interface Judged {
  readonly verdict: Verdict;
  readonly memory?: EvidenceState;
}

/** What a look found, with the buckets that it read, or the latest of them. */
export interface Looked extends Judged {
  /** When it was looked, in epoch seconds by the clock of whoever looked; left out where nobody could. */
  readonly at?: number;
  readonly buckets?: readonly JudgedBucket[];
}

/** Whether bad news can come at any time, so that somebody should be looking all the time. */
export const looksAllTheTime = ({ kind }: JudgeSpec): boolean => kind !== 'errorCount';

/** Whether the first look needs to know how stable did before. */
export const needsHistory = ({ kind }: JudgeSpec, memory: JudgeMemory): boolean =>
  kind === 'evidence' && memory === undefined;

/** Which span of the metrics to read for a look at `now` (epoch seconds). */
export function windowToRead(
  spec: JudgeSpec,
  situation: Situation,
  facts: Facts,
  memory: JudgeMemory,
  now: number,
): Span {
  switch (spec.kind) {
    case 'errorCount':
    case 'threshold':
      return checkWindow(spec.windowSeconds, situation, facts, now);
    case 'evidence':
      // A bucket is taken in once, so it has to be complete.
      return wholeBuckets(facts, memory?.observedUntil ?? trafficSince(situation), now - facts.lagSeconds);
  }
}

/** When a step that has its present weight can first be judged; epoch seconds. */
export function firstLookAt(spec: JudgeSpec, situation: Situation, facts: Facts): number {
  switch (spec.kind) {
    case 'errorCount':
    case 'threshold':
      return checkableAt(situation, facts);
    case 'evidence':
      return situation.weights.at(-1)?.since ?? 0;
  }
}

/** When the first bucket that has not been taken in can be read; epoch seconds. */
export function readableAt(situation: Situation, facts: Facts, memory: JudgeMemory): number {
  const from = firstPeriod(facts, memory?.observedUntil ?? trafficSince(situation));
  return from + facts.bucketSeconds + facts.lagSeconds;
}

/** The same, for the first bucket that cannot be read at `now` yet: one that was left out in the metrics will not come. */
function nextReadableAt(situation: Situation, facts: Facts, memory: JudgeMemory, now: number): number {
  const first = readableAt(situation, facts, memory);
  const { bucketSeconds } = facts;
  return now < first ? first : first + (Math.floor((now - first) / bucketSeconds) + 1) * bucketSeconds;
}

function wholeBuckets(facts: Facts, since: number, to: number): Span {
  const from = firstPeriod(facts, since);
  return { from, to: from + Math.floor((to - from) / facts.bucketSeconds) * facts.bucketSeconds };
}

/** One look of the plan's judge. Pure: the buckets are those of `windowToRead`, oldest first. */
export function judge(
  spec: JudgeSpec,
  situation: Situation,
  facts: Facts,
  given: {
    readonly buckets: readonly Bucket[];
    readonly window: Span;
    readonly memory: JudgeMemory;
    readonly history?: History;
    readonly now: number;
  },
): Judged {
  switch (spec.kind) {
    case 'errorCount': {
      const verdict = judgeErrorCount(spec, given.buckets, given.window);
      return { verdict: unlessTooEarly(verdict, situation, facts, given.now) };
    }
    case 'threshold': {
      const verdict = judgeThreshold(spec, given.buckets, given.window, facts.latencyBoundsMs);
      return { verdict: unlessTooEarly(verdict, situation, facts, given.now) };
    }
    case 'evidence': {
      const config = configOf(spec, situation, facts);
      const since = trafficSince(situation);
      const start =
        given.memory ??
        startEvidence(config, given.history ?? { buckets: [] }, Math.min(since, firstPeriod(facts, since)));
      const memory = given.buckets
        .filter((bucket) => bucket.from >= start.observedUntil && bucket.to <= given.window.to)
        .reduce(
          (state, bucket) =>
            observe(
              config,
              state,
              bucket,
              smallestWeight(situation, bucket.from, bucket.to),
              lastWarmUp(situation, bucket.to),
            ),
          start,
        );
      const present = situation.weights.at(-1) ?? { weight: 0, since: given.now };
      const { weight } = present;
      const conclusion = conclude(config, memory, given.now, weight, present.since);
      const bakeEnd = present.since + (stepAt(config.steps, weight)?.bakeSeconds ?? 0);
      const lookAgainAt = given.now < bakeEnd ? bakeEnd : nextReadableAt(situation, facts, memory, given.now);
      const isOver = given.now >= checkableAt(situation, facts);
      const window = { from: trafficSince(situation), to: given.now };
      return { verdict: verdictOf(config, conclusion, { window, isOver, lookAgainAt }), memory };
    }
  }
}

/** A step is judged by the periods of its bake; only a failure can be told before they can all be read. */
function unlessTooEarly(verdict: Verdict, situation: Situation, facts: Facts, now: number): Verdict {
  const lookAgainAt = checkableAt(situation, facts);
  if (verdict.kind === 'fail' || now >= lookAgainAt) return verdict;
  const { silent: _, ...findings } = verdict;
  const reason = `${verdict.judge}: the metrics of this step cannot be read yet`;
  return { ...findings, kind: 'undecided', lookAgainAt, reason };
}

const configOf = (
  spec: EvidenceSpec,
  { steps, firstDeployment }: Situation,
  facts: Facts,
): EvidenceConfig => ({
  ...spec,
  ...facts,
  steps,
  firstDeployment,
});

/** When a conclusion was come to. */
interface Moment {
  readonly window: Span;
  /** Whether all metrics of the bake can be read. */
  readonly isOver: boolean;
  readonly lookAgainAt: number;
}

/** The pacing of steps is the rollout's: what allows a step passes, what does not yet is undecided, unless waiting is in vain. */
function verdictOf(
  config: EvidenceConfig,
  { kind, reason, rule, numbers }: Conclusion,
  { window, isOver, lookAgainAt }: Moment,
): Verdict {
  const silent = numbers.canaryRequests === 0;
  // A first deployment may have no callers at all, and metrics that are out for long may stay out.
  const isVain =
    (silent && config.firstDeployment && isOver) ||
    (rule === 'blindness' && numbers.blindSeconds >= config.proofSeconds);
  const findings = {
    reason: `${rule}: ${reason}`,
    judge: 'evidence',
    rule,
    window,
    numbers: { ...numbers } as Record<string, number>,
    ...(silent && { silent: true as const }),
  };
  switch (kind) {
    case 'rollBack':
      return { kind: 'fail', ...findings };
    case 'step':
    case 'promote':
      return { kind: 'pass', ...findings };
    case 'stay':
    case 'hold':
      return isVain ? { kind: 'inconclusive', ...findings } : { kind: 'undecided', lookAgainAt, ...findings };
    case 'inconclusive':
      return { kind: 'inconclusive', ...findings };
  }
}
