import type { Bucket, Counts } from '../../workflows/rollout/judge/bucket.ts';
import { evidenceDefaults } from '../../workflows/rollout/judge/evidence-config.ts';
import type { Facts } from '../../workflows/rollout/judge/situation.ts';
import type { InconclusivePolicy } from '../../workflows/rollout/plan.ts';
import { equalSteps, type Step } from '../../workflows/rollout/steps.ts';
import { BadLine, countsIn, type CountsLine, type InputLine, type LineOf } from './protocol.ts';
import type { WatcherAnswer } from '../simulation/closed-loop.ts';
import { planWatcher, type PlanWatcher } from '../simulation/plan-watcher.ts';

/** What the lines do not say. */
export interface SessionOptions {
  readonly onInconclusive: InconclusivePolicy;
  readonly finalBakeSeconds: number;
}

/** 10 % steps of a minute, five minutes at the end; nobody is there to ask. */
export const defaultSessionOptions: SessionOptions = { onInconclusive: 'advance', finalBakeSeconds: 300 };

const stepPercent = 10;
const bakeSeconds = 60;
/** A first deployment has nobody to share with: all at once, then as long as the steps would have taken. */
const firstDeployment: readonly Step[] = [{ weight: 100, bakeSeconds: 540 }];

/** One scenario in progress. Its lines change it in place: it is a position in a stream. */
export interface Session {
  readonly steps: readonly Step[];
  readonly firstDeployment: boolean;
  readonly facts: Facts;
  readonly options: SessionOptions;
  total: Counts | undefined;
  readonly history: Bucket[];
  /** Buckets that are not readable yet. */
  pending: { readonly bucket: Bucket; readonly weight: number; readonly availableAt: number }[];
  /** Where the last bucket ended. */
  takenUntil: number | undefined;
  /** The last tick before the canary had traffic: its first weight was asked for then. */
  askedAt: number | undefined;
  watcher: PlanWatcher | undefined;
}

export function startSession(scenario: LineOf<'scenario'>, options: SessionOptions): Session {
  const ladder = equalSteps(stepPercent, bakeSeconds);
  const final: Step = { weight: 100, bakeSeconds: options.finalBakeSeconds };
  return {
    steps: scenario.first_deployment ? firstDeployment : [...ladder.slice(0, -1), final],
    firstDeployment: scenario.first_deployment,
    facts: {
      bucketSeconds: scenario.bucket_s,
      // Any clock will do: buckets begin when the canary gets its traffic.
      gridSeconds: 1,
      lagSeconds: scenario.lag_s,
      ...(scenario.bounds_ms ? { latencyBoundsMs: scenario.bounds_ms } : {}),
    },
    options,
    total: undefined,
    history: [],
    pending: [],
    takenUntil: undefined,
    askedAt: undefined,
    watcher: undefined,
  };
}

/** Takes one line in; answers what has to be written, which only a tick has. */
export function takeLine(
  session: Session,
  line: Exclude<InputLine, { type: 'scenario' }>,
): object | undefined {
  switch (line.type) {
    case 'history_total':
      session.total = line.stable ?? undefined;
      return undefined;
    case 'history':
      takeHistory(session, line);
      return undefined;
    case 'bucket':
      takeBucket(session, line);
      return undefined;
    case 'tick':
      return takeTick(session, line);
  }
}

function takeHistory(session: Session, line: LineOf<'history'>): void {
  session.history.push(bucketOf(session, line.t0, line.t1, line.stable, undefined));
}

function takeBucket(session: Session, line: LineOf<'bucket'>): void {
  const { t0, t1, weight } = line;
  if (weight > 0) start(session, t0, weight);
  const bucket = bucketOf(session, t0, t1, line.stable, line.canary);
  // Whoever sends a bucket again, as after a lost connection, means the same one.
  if (session.takenUntil !== undefined && t0 < session.takenUntil) return;
  session.takenUntil = t1;
  session.pending.push({ bucket, weight, availableAt: line.available_at ?? t1 });
}

function takeTick(session: Session, { now, weight }: LineOf<'tick'>): object {
  if (weight === 0 && !session.watcher) {
    session.askedAt = now;
    return { weight: session.steps[0]?.weight ?? 100 };
  }
  const watcher = start(session, session.askedAt ?? now, weight);
  for (const { bucket, weight } of session.pending.filter(({ availableAt }) => availableAt <= now))
    watcher.take(bucket, weight);
  session.pending = session.pending.filter(({ availableAt }) => availableAt > now);
  return answer(watcher.tick(now, weight), weight);
}

function start(session: Session, since: number, weight: number): PlanWatcher {
  const { steps, firstDeployment, facts, options, total, history } = session;
  session.watcher ??= planWatcher({
    plan: { steps },
    judge: evidenceDefaults,
    // Nobody is there to wait for: half an hour for a proof is all the time there is.
    policy: { onInconclusive: options.onInconclusive, limits: NO_EXTENSION },
    facts,
    history: { buckets: history, ...(total ? { total } : {}) },
    firstDeployment,
    // Lines say nothing of tasks.
    tasksGrow: false,
    since,
    weight,
  });
  return session.watcher;
}

const NO_EXTENSION = { extensionSeconds: 0, holdSeconds: Infinity };

function answer(wish: WatcherAnswer, weight: number): object {
  switch (wish.kind) {
    case 'weight':
      return { weight: wish.weight };
    case 'pause':
      return { weight };
    case 'promote':
      return { action: 'promote' };
    case 'rollBack':
      return { action: 'rollback', reason: wish.reason };
  }
}

function bucketOf(
  { facts }: Session,
  from: number,
  to: number,
  stable: CountsLine | null | undefined,
  canary: CountsLine | null | undefined,
): Bucket {
  const side = (line: CountsLine | null | undefined) => line && countsIn(line, facts.latencyBoundsMs);
  const ofStable = side(stable);
  const ofCanary = side(canary);
  return { from, to, ...(ofStable ? { stable: ofStable } : {}), ...(ofCanary ? { canary: ofCanary } : {}) };
}

/** The first line has to start a scenario. */
export const needSession = (session: Session | undefined): Session => {
  if (!session) throw new BadLine('comes before the first "scenario" line');
  return session;
};
