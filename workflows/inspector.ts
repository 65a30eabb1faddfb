import { ActivityFailure, CancellationScope, condition, isCancellation } from '@temporalio/workflow';
import type { OnwardTo } from './driver.ts';
import { conditionUntil, sleepUntil } from './moment.ts';
import { rootMessage } from './outcome.ts';
import { nowSeconds, type Progress } from './progress.ts';
import { judging, judgingOnward, watching } from './proxies.ts';
import { stepsFrom, stepsTaken, type KnownTraffic } from './rollout/auto-steps.ts';
import { startBaking, type Baking } from './rollout/baking.ts';
import { requestsPerSecondSeen } from './rollout/judge/evidence.ts';
import { firstLookAt, looksAllTheTime, type JudgeMemory } from './rollout/judge/judge.ts';
import { secondsToPeriod } from './rollout/judge/periods.ts';
import type { Facts, Situation, WeightChange } from './rollout/judge/situation.ts';
import { unreadable } from './rollout/judge/unreadable.ts';
import { tasksGrow } from './rollout/growth.ts';
import { factsOf } from './rollout/metric-facts.ts';
import type { AskedOnward } from './rollout/onward.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { AskedAround, LookedAround } from './rollout/surroundings.ts';
import type { Step } from './rollout/steps.ts';

/** What the next execution of a long rollout has to remember of what was seen, and at which weight. */
export interface Seen {
  readonly weights: readonly WeightChange[];
  readonly memory?: JudgeMemory;
  readonly steps: readonly Step[];
  /** Until when the metrics have been read. */
  readonly seenUntil?: number | undefined;
}

/** Where a look may go on to, and what has to be so for that. */
export interface Onward {
  readonly to: OnwardTo;
  readonly asked: AskedOnward;
}

/** How long a rollout leaves a judge alone that cannot decide, before it looks after the weights again. */
const LONGEST_DOUBT_SECONDS = 60;

/** Puts the plan's question to the metrics, all through a rollout: it remembers what was seen and at which weight. */
export class Inspector {
  readonly #plan: RolloutPlan;
  #steps: readonly Step[];
  readonly #stable: string | undefined;
  readonly #progress: Progress;
  readonly #weights: WeightChange[];
  #memory: JudgeMemory;
  #seenUntil: number | undefined;

  constructor(plan: RolloutPlan, stable: string | undefined, progress: Progress, seen?: Seen) {
    this.#plan = plan;
    this.#stable = stable;
    this.#progress = progress;
    this.#steps = seen?.steps ?? stepsTaken(plan, stable === undefined, this.#traffic(undefined));
    this.#weights = [...(seen?.weights ?? [])];
    this.#memory = seen?.memory;
    this.#seenUntil = seen?.seenUntil;
  }

  seen(): Seen {
    return {
      steps: this.#steps,
      weights: this.#weights,
      seenUntil: this.#seenUntil,
      ...(this.#memory && { memory: this.#memory }),
    };
  }

  get firstDeployment(): boolean {
    return this.#stable === undefined;
  }

  /**
   * The canary is about to have this weight. Before its first, a period of the metrics has to begin: what is counted in
   * one that had begun before cannot be told from what went before. The canary had no traffic while that was waited for,
   * so the period is its own from its beginning, however late the timer fires.
   */
  async weighs(weight: number): Promise<void> {
    let since = nowSeconds();
    if (this.#weights.length === 0) {
      since += secondsToPeriod(this.#facts, since);
      this.#progress.waitFor('a period of the metrics to begin', since);
      await sleepUntil(since);
    }
    this.weighed(weight, since);
  }

  /** The canary has this weight since a moment in epoch seconds. */
  weighed(weight: number, since: number): void {
    const seenUntil = this.#seenUntil;
    this.#weights.push({ since, weight, ...(seenUntil !== undefined && { seenUntil }) });
  }

  /** The steps of the rollout, as far as it has chosen them. */
  get steps(): readonly Step[] {
    return this.#steps;
  }

  /** Where the plan leaves its steps to the traffic: chooses them by what stable gets before the canary gets any. */
  async chooseSteps(): Promise<void> {
    const { autoSteps, metrics } = this.#plan;
    if (!autoSteps || this.#stable === undefined) return;
    const asked = judging.usualTraffic(metrics, this.#stable, nowSeconds());
    const known = await asked.catch((error: unknown) => {
      if (isCancellation(error)) throw error;
      return null; // Metrics that are out are the first look's to tell; the first weight does without them.
    });
    this.#steps = stepsTaken(this.#plan, false, this.#traffic(known?.requestsPerSecond));
  }

  /** Chooses anew what is ahead of a weight that has been judged, by the traffic that was seen meanwhile. */
  reconsiderSteps(weight: number): void {
    const seen = this.#memory && requestsPerSecondSeen(this.#memory);
    if (seen !== undefined) this.#steps = stepsFrom(this.#plan, this.#steps, weight, this.#traffic(seen));
  }

  #traffic(requestsPerSecond: number | undefined): KnownTraffic {
    return { requestsPerSecond, facts: this.#facts };
  }

  /** The bake of a step that has its weight now. */
  startBaking(step: Step): Baking {
    return startBaking(step, nowSeconds(), firstLookAt(this.#plan.judge, this.#situation(), this.#facts));
  }

  /**
   * Waits until a bake is due and answers the verdict of then; sooner when a look is due before, as one that convicts is,
   * unless nobody would act on that. Answers nothing when `interrupted` becomes true first. The wait itself is a durable
   * timer, the watch beside it only brings news early.
   *
   * @param around where to look besides
   * @param onwardFrom where a look at its end may go on to at once
   */
  async inspectUntil(
    baking: Baking,
    interrupted: () => boolean,
    heedless: boolean,
    around?: AskedAround,
    onwardFrom?: () => Onward | undefined,
  ): Promise<LookedAround | undefined> {
    const { until } = baking;
    const watches = looksAllTheTime(this.#plan.judge) && !heedless;
    const watched = watches ? await this.#watch(baking, interrupted, around) : undefined;
    if (watched) return watched;
    const stopped = await conditionUntil(interrupted, until);
    return stopped ? undefined : this.look(around, onwardFrom?.());
  }

  /** A watch that waits for a judge to make up its mind goes on beyond the next look: whatever it comes to is due at once. */
  async #watch(
    { until: due, open }: Baking,
    interrupted: () => boolean,
    around: AskedAround | undefined,
  ): Promise<LookedAround | undefined> {
    const until = open === 'undecided' ? Math.max(due, nowSeconds() + LONGEST_DOUBT_SECONDS) : due;
    const scope = new CancellationScope();
    const watch = scope.run(() =>
      watching(until - nowSeconds()).watchStep(this.#check(), { until, ...(open && { open }) }, around),
    );
    const interruption = scope.run(() => condition(interrupted)).then(() => undefined);
    try {
      return this.#remember(await Promise.race([watch, interruption]));
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      return undefined; // The look at the end says what is wrong.
    } finally {
      scope.cancel();
      watch.catch(() => undefined);
      interruption.catch(() => undefined);
    }
  }

  async look(around?: AskedAround, onward?: Onward): Promise<LookedAround> {
    const check = this.#check();
    try {
      const now = nowSeconds();
      const judged = onward
        ? await onward.to.during(() => judgingOnward.judgeStep(check, now, around, onward.asked))
        : await judging.judgeStep(check, now, around);
      this.#remember(judged);
      return judged;
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error;
      return { verdict: unreadable(check, nowSeconds(), rootMessage(error)) };
    }
  }

  #remember<Seen extends LookedAround | undefined>(judged: Seen): Seen {
    this.#memory = judged?.memory ?? this.#memory;
    this.#seenUntil = judged?.verdict.window.to ?? this.#seenUntil;
    this.#progress.saw(judged?.buckets ?? []);
    return judged;
  }

  get #facts(): Facts {
    return factsOf(this.#plan.metrics);
  }

  #situation(): Situation {
    return {
      steps: this.#steps,
      weights: this.#weights,
      firstDeployment: this.firstDeployment,
      tasksGrow: tasksGrow(this.#plan.driver.provisioner),
    };
  }

  #check() {
    const { metrics, judge, version } = this.#plan;
    const situation = this.#situation();
    const versions = { stable: this.#stable, canary: version.id };
    return { metrics, judge, versions, situation, ...(this.#memory ? { memory: this.#memory } : {}) };
  }
}
