import type { ReplacedVersion } from './messages.ts';
import type { Progress } from './progress.ts';
import type { Cannot } from './rollout/command-name.ts';
import type { RolloutPlan } from './rollout/plan.ts';
import type { LockedStart, VersionRecord } from './rollout/start.ts';
import type { AskedAround, LookedAround } from './rollout/surroundings.ts';
import type { TrafficSplit } from './rollout/traffic-split.ts';

/**
 * How a version gets its traffic and loses it again: what the story of a rollout speaks to. A driver says in `progress` what it
 * waits for, which split it wants and which it has read back. It is made anew for each execution of a long rollout.
 */
export interface Driver {
  readonly cannot: Cannot;

  /**
   * Finds out who serves, puts right what a dead rollout left, and remembers what its way back needs. Answers the stable
   * version, if there is one. Nothing has been made when it fails, so that is a refusal.
   *
   * @param found how it may begin, where that was found out together with the plan
   */
  begin(found?: LockedStart): Promise<string | undefined>;

  /** What served when the rollout began, as far as it can be told: what an undo goes back to. */
  readonly replaced: ReplacedVersion | undefined;

  /**
   * Makes the canary run, and answers when it could serve. A driver that cannot have this without traffic goes to
   * `first`, the first weight.
   *
   * @param mend looks after the traffic, where `seesDrift` says that the driver sees by itself when that is due
   */
  deploy(first: Shift, mend?: () => Promise<void>): Promise<void>;

  readonly seesDrift?: boolean;

  /** Gives the canary a weight and stable the rest; answers when it is so. */
  goTo(shift: Shift): Promise<void>;

  /** Where a look at the metrics may see both of the following as well; nowhere, where left out. */
  askedAround?(): AskedAround;

  /** The way to a weight from within such a look; none where it takes more than the weights, or where left out. */
  onward?(weight: number): OnwardTo | undefined;

  /** Who gets how much of the traffic now. */
  read(): Promise<TrafficSplit>;

  /** When what keeps the present weight will take it back by itself, in epoch seconds, as the last reading says; never, where left out. */
  givesUpAt?(): number | undefined;

  /** Makes the traffic what it was wanted to be last, whatever somebody else made of it. */
  restore(): Promise<void>;

  /** Why it cannot be put back, as a sentence: a rollout then goes on from what somebody else made of it, or goes back. */
  readonly cannotRestore?: string;

  /** The weight that others had given the canary before it was deployed; none, where left out. */
  readonly startsAt?: number | undefined;

  /** What a version of the split is called where metrics are told apart by names. */
  nameInMetrics(version: string): string;

  /** How many tasks of a version could answer now; undefined where that cannot be told. */
  healthyTasks(version: string): Promise<number | undefined>;

  /** Gives all traffic to the canary, where a person decided so because nobody else can serve. Never gives up. */
  keepCanary(): Promise<void>;

  /** Lets stable's last requests end, once the canary has all traffic. Answers why stable has it back instead, where somebody gave it back. */
  drainStable(): Promise<string | undefined>;

  /** Whether stable stays for good, and comes to run the canary's version. */
  readonly settles: boolean;

  /**
   * Where it does: has it run the canary's version, which keeps the traffic, and can be cancelled. Answers why it does not, as a sentence.
   *
   * @param isAnybodys whether that may replace what somebody else has it run since the rollout began
   */
  settle(isAnybodys: boolean): Promise<string | undefined>;

  /** For how long its load balancer gives new tasks of a settled stable less than their share; unknown or not at all, where left out. */
  readonly slowStartSeconds?: number | undefined;

  /** Gives stable all traffic once it has settled. Answers why the canary has it again, as a sentence. */
  handOver(): Promise<string | undefined>;

  /** Undoes whatever `settle` has begun, while the canary has all traffic. Answers why that cannot be, as a sentence. */
  unsettle(): Promise<string | undefined>;

  /**
   * Lets stable's last requests end, and then records that the canary serves and makes it the only version, within so many seconds. Answers
   * undefined where it has begun neither of these, as where the canary has no healthy task; nowhere, where left out.
   */
  finishAtOnce?(seconds: number): Promise<Finish | undefined>;

  /** Has the canary scaled as stable was, and answers whether there was anything to do. What cannot be done ends with a warning. */
  takeOver(): Promise<boolean>;

  /** Makes the canary the only version. What cannot be done ends with a warning. */
  removeStable(): Promise<void>;

  /** Gives all traffic back to stable, and lets the canary's last requests end. Never gives up. */
  giveBack(): Promise<void>;

  /** Removes the canary, once stable has the traffic back. What cannot be done ends with a warning. */
  removeCanary(): Promise<void>;

  /** Puts right what a dead rollout left, with nothing to roll out. Answers who serves, and what was done for it. */
  reconcile(): Promise<Reconciled>;

  /**
   * Gives the traffic to who serves since the rollout's end (nobody where undefined), where a write that was carried out late has taken it
   * from there. Answers what it did, as a sentence; undefined where all is well, or somebody else's wish.
   */
  lookAgain(serving: string | undefined): Promise<string | undefined>;

  /** Lets go of what it changes, once the rollout has ended: another one may change it from then on. */
  release(): Promise<void>;

  /** What the driver of the next execution has to remember: plain data. */
  memory(): object;
}

/** A weight of the canary in percent, and what has to happen right before callers see it. */
export interface Shift {
  readonly weight: number;
  readonly begins: () => Promise<void>;
}

/** A weight that a look may go on to by itself. */
export interface OnwardTo {
  readonly weight: number;
  readonly split: TrafficSplit;
  /** Takes the look, and remembers that what ended without an answer may have its effect late. */
  during(look: () => Promise<LookedAround>): Promise<LookedAround>;
  /** Says that it is so now, as it was read back. */
  arrived(split: TrafficSplit): void;
}

/** How far a rollout is at its end, and the record, where it is known to be written: a removal that has begun has to be done part by part. */
export interface Finish {
  readonly kind: 'finished' | 'removalBegun' | 'recorded';
  readonly record: VersionRecord | undefined;
}

/** Who serves, and a sentence about what was done for it. */
export interface Reconciled {
  readonly stable: string | undefined;
  readonly reason: string;
}

/** Chooses the driver of a plan. `memory` is what it remembered in an earlier execution of the same rollout. */
export type ChooseDriver = (plan: RolloutPlan, progress: Progress, memory?: object) => Driver;
