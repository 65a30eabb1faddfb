import type { RunningDefinition } from '../rollout/provisioner-spec.ts';
import type { RouterMemory } from '../rollout/router-memory.ts';

/** The service that stays, in place: what it ran when the rollout began, and whether the rollout has given it anything else since. */
export interface HomeMemory extends RunningDefinition {
  readonly isGiven: boolean;
  /** For how long its load balancer gives its new tasks less than their share, as far as that could be seen. */
  readonly slowStartSeconds?: number | undefined;
}

/** What a later execution of the rollout is told, as plain data. */
export interface Remembered {
  readonly made: readonly (readonly [string, string])[];
  readonly held: readonly string[];
  readonly left: readonly string[];
  readonly stable: string | undefined;
  readonly router: RouterMemory | undefined;
  readonly lateUntil: number | undefined;
  readonly locks: readonly string[];
  readonly removed: readonly string[];
  readonly home: HomeMemory | undefined;
  readonly replaced: RunningDefinition | undefined;
}

/** What the way back needs to know, whatever becomes of tags, routes and rules. */
export class Memory {
  /** Physical ids of versions that it made, or found to be owned: they may be removed. */
  readonly made: Map<string, string>;
  /** Versions that are scaled by themselves, as far as the rollout knows: their scale-in may be held. */
  readonly held: Set<string>;
  /** Versions that an earlier rollout, or this one, could not remove: the split goes on naming them, so that they are found. */
  left: readonly string[];
  /** Who served when the rollout began, if somebody did. */
  stable: string | undefined;
  /** Whether something scaled stable when the rollout began, as far as that could be seen. */
  stableIsScaled = true;
  /** What the router was like at the start. */
  router: RouterMemory | undefined;
  /** Until when something may happen that was asked for without an answer, in epoch seconds. */
  lateUntil: number | undefined;
  /** Workflow ids of the locks that it holds. */
  locks: readonly string[];
  /** Versions that it has removed: whatever traffic they get is lost. */
  removed: readonly string[];
  /** In place: the service that is stable for good. */
  home: HomeMemory | undefined;
  /** Where versions take turns: what stable ran when the rollout began, as far as that could be seen. */
  replaced: RunningDefinition | undefined;

  constructor(soFar?: Remembered) {
    this.made = new Map(soFar?.made);
    this.held = new Set(soFar?.held);
    this.left = soFar?.left ?? [];
    this.stable = soFar?.stable;
    this.router = soFar?.router;
    this.lateUntil = soFar?.lateUntil;
    this.locks = soFar?.locks ?? [];
    this.removed = soFar?.removed ?? [];
    this.home = soFar?.home;
    this.replaced = soFar?.replaced;
  }

  soFar(): Remembered {
    const { left, stable, router, lateUntil, locks, removed, home, replaced } = this;
    return {
      made: [...this.made],
      held: [...this.held],
      left,
      stable,
      router,
      lateUntil,
      locks,
      removed,
      home,
      replaced,
    };
  }
}
