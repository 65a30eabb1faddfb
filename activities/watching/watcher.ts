import { AsyncLocalStorage } from 'node:async_hooks';
import { ApplicationFailure } from '@temporalio/common';
import type { Looked } from '../../workflows/rollout/judge/judge.ts';
import type { Verdict } from '../../workflows/rollout/judge/verdict.ts';
import { systemClock, type WatchClock } from './clock.ts';
import type { Glance } from './glances.ts';
import { orStopped } from './or-stopped.ts';
import type { WatchAsked } from './report.ts';

/** Whom a watcher tells how much it has to do. */
export interface WatchTally {
  watching(watches: number): void;
  /** There is no room for one more watch. */
  refused(most: number): void;
}

interface Watch extends WatchAsked {
  readonly glance: () => Promise<Glance>;
  /** In epoch seconds. */
  readonly dueAt: number;
  readonly stop: AbortController;
  judged?: Looked;
  /** When the next sign of life is due, in epoch seconds. */
  beatAt: number;
}

/** Why a watch is stopped that nobody wants any more. */
const UNWANTED = new Error('nobody needs this watch any more');

/**
 * All watches of a worker. They go on beside its activities, of which they take no slot, and are answered by the token of the activity that
 * asked. A watch whose worker dies is begun again elsewhere, when its signs of life fail to come.
 */
export class BakeWatcher {
  readonly clock: WatchClock;
  readonly #most: number;
  readonly #tally: WatchTally;
  readonly #watches = new Map<string, Watch>();
  readonly #ends = new Set<Promise<void>>();
  /** Watches outlive the activities that they are begun in, so they do not inherit what is theirs. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #isStopped = false;

  /** @param most how many bakes may be watched at once */
  constructor(most = Infinity, tally: WatchTally = SILENT, clock: WatchClock = systemClock) {
    this.#most = most;
    this.#tally = tally;
    this.clock = clock;
  }

  /** What was seen last, by the workflow ids of the rollouts. */
  get verdicts(): ReadonlyMap<string, Verdict> {
    return new Map(
      [...this.#watches].flatMap(([rollout, { judged }]) => (judged ? [[rollout, judged.verdict]] : [])),
    );
  }

  /**
   * Begins a watch that is due at a moment (epoch seconds), in place of an earlier one of the same rollout. One too many fails as `WorkerFull`, to
   * be tried on another worker, until it is due: then it takes a look, which is short.
   */
  begin(asked: WatchAsked, dueAt: number, glance: () => Promise<Glance>): void {
    const now = this.clock.now();
    const before = this.#watches.get(asked.rollout);
    if (this.#isStopped) throw stops();
    if (!before && this.#watches.size >= this.#most && dueAt > now) {
      this.#tally.refused(this.#most);
      throw full(this.#most, dueAt - now, asked.attempt);
    }
    before?.stop.abort(UNWANTED);
    const begun = { ...asked, glance, dueAt, stop: new AbortController() };
    const watch = { ...begun, beatAt: nextBeatAt(begun, now) };
    this.#watches.set(asked.rollout, watch);
    this.#tally.watching(this.#watches.size);
    const end = this.#outside(() => this.#goOn(watch)).finally(() => this.#ends.delete(end));
    this.#ends.add(end);
  }

  /** Hands all watches over to other workers, which go on where they are, and takes no more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { stop } of this.#watches.values()) stop.abort(stops());
    await Promise.all(this.#ends);
  }

  async #goOn(watch: Watch): Promise<void> {
    const { signal } = watch.stop;
    try {
      for (;;) {
        const glance = await orStopped(watch.glance(), signal);
        watch.judged = glance.judged;
        if (glance.isOver) {
          this.#leave(watch);
          return await this.#answer(watch, glance.judged);
        }
        await this.#rest(watch, glance.lookAgainAt);
      }
    } catch (error) {
      this.#leave(watch);
      await handOver(watch, signal.aborted ? signal.reason : error).catch(() => undefined);
    }
  }

  #leave(watch: Watch): void {
    if (this.#watches.get(watch.rollout) === watch) this.#watches.delete(watch.rollout);
    this.#tally.watching(this.#watches.size);
  }

  /** An answer is not lost because Temporal is away for a while. */
  async #answer({ report }: Watch, judged: Looked): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await report.answer(judged);
      } catch (error) {
        if (this.#isStopped || tries === ANSWER_TRIES) throw error;
        await this.clock.sleep(1);
      }
    }
  }

  /** Waits until a moment (epoch seconds), with a sign of life whenever one is due. */
  async #rest(watch: Watch, until: number): Promise<void> {
    for (let now = this.clock.now(); now < until; now = this.clock.now()) {
      if (now >= watch.beatAt) this.#beat(watch, now);
      await this.clock.sleep(Math.max(0, Math.min(until, watch.beatAt) - now), watch.stop.signal);
    }
  }

  /** Looks do not wait for it. */
  #beat(watch: Watch, now: number): void {
    const { report, stop, judged } = watch;
    if (judged === undefined) return;
    watch.beatAt = nextBeatAt(watch, now);
    report.goesOn(judged).then(
      (isWanted) => {
        if (!isWanted) stop.abort(UNWANTED);
      },
      () => {
        watch.beatAt = Math.min(watch.beatAt, now + BEAT_AGAIN_SECONDS);
      },
    );
  }
}

/** Gives a watch to whoever tries it next, with what was seen. */
async function handOver({ report, judged }: Watch, why: unknown): Promise<void> {
  if (why === UNWANTED) return report.end();
  const isWanted = judged === undefined || (await report.goesOn(judged).catch(() => true));
  return isWanted ? report.fail(why) : report.end();
}

/**
 * When the next sign of life is due after one at `now`. They are actions of Temporal's, so they are as few as its patience and people's allow,
 * and none is given that the answer comes before.
 */
function nextBeatAt({ silenceSeconds, dueAt }: Pick<Watch, 'silenceSeconds' | 'dueAt'>, now: number): number {
  const answered = dueAt + ANSWER_SECONDS;
  const isSoon = now < answered && answered <= now + silenceSeconds;
  return isSoon ? answered : now + Math.min(60, (2 / 3) * silenceSeconds);
}

/** How long the last look of a bake takes, and its answer. */
const ANSWER_SECONDS = 5;

/** How soon a sign of life is given again that Temporal has not taken. */
const BEAT_AGAIN_SECONDS = 2;

/** After so many seconds the activity has run out of its time. */
const ANSWER_TRIES = 60;

/** How soon, at the latest, a bake that found its worker full is tried again. */
const AGAIN_SECONDS = 20;

const full = (most: number, secondsLeft: number, attempt: number) =>
  ApplicationFailure.create({
    type: 'WorkerFull',
    message: `this worker watches ${most} bakes already, as many as it may: start another worker`,
    nextRetryDelay: Math.min(secondsLeft, AGAIN_SECONDS, 2 ** (attempt - 2)) * 1000,
    category: 'BENIGN',
  });

const stops = () =>
  ApplicationFailure.create({
    type: 'WorkerStops',
    message: 'the worker that watched this bake is being stopped: another one goes on',
    nextRetryDelay: 100,
    category: 'BENIGN',
  });

const SILENT: WatchTally = { watching: () => undefined, refused: () => undefined };
