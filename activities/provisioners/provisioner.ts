import type { Growth } from '../../workflows/rollout/growth.ts';
import type { Ownership } from '../../workflows/rollout/owner.ts';
import type { RunningDefinition } from '../../workflows/rollout/provisioner-spec.ts';
import type { ServiceId, Succession } from '../scaling/scaling.ts';

/** How far a version is on its way to serving. A reason is a sentence for the person who waits. */
export type Readiness =
  | { readonly kind: 'absent' }
  | { readonly kind: 'pending'; readonly reason: string }
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly reason: string };

/** What makes a version run and takes it away. */
export interface Provisioner {
  /**
   * Asks for the version in a rollout's name, and answers its physical id; repeating it changes nothing. Refuses what cannot be
   * made, or has the name of something that is not owned, before making anything.
   */
  create(version: string, rollout: string): Promise<string>;
  /** Whose a version is. `made` is the physical id that the rollout recorded, which proves it whatever became of its tags. */
  ownership(version: string, made?: string): Promise<Ownership>;
  readiness(version: string): Promise<Readiness>;
  /** How many of its tasks could answer; none where it is gone, undefined where it cannot be told. `made` is as in `ownership`. */
  healthyTasks(version: string, made?: string): Promise<number | undefined>;
  /** Asks for the tags by which what a person hands over is owned; repeating it changes nothing. */
  adopt(version: string): Promise<void>;
  /** Asks for its removal if it is owned, and answers whose it was found to be; repeating it changes nothing. */
  remove(version: string, made?: string): Promise<Ownership>;
  /** The ECS services that a version runs as; none where it is not there. */
  services(version: string): Promise<readonly ServiceId[]>;
  /** Asks for the tasks that a canary's weight takes, where versions begin small, and tells whether they are there. */
  grow?(growth: Growth): Promise<Readiness>;
  /** What a version runs, where it has a task definition of its own that can be run again; undefined where it is not there. */
  running?(version: string): Promise<RunningDefinition | undefined>;
  /** In place: the service that stays for good, beside which versions are tried. */
  readonly home?: Home;
  /** How one version replaces another, where versions are copies that have no scaling of their own; nothing where one of them is gone. */
  succession?(from: string, to: string): Promise<Succession | undefined>;
}

/** A service that somebody else made and that stays. It may be given a task definition, and nothing else is done to it. */
export interface Home {
  /** What it runs; undefined where it is not there. */
  running(): Promise<RunningDefinition | undefined>;
  /** The task definition of a version that is tried beside it. */
  definitionOf(version: string): Promise<string | undefined>;
  /**
   * Asks for a task definition, by a rolling deployment; repeating it changes nothing. Refuses as `VersionFailed` where the service runs
   * another one than is expected, if anything is.
   */
  give(definition: string, expected: readonly string[] | undefined): Promise<void>;
  /** How far it is on its way to a task definition that it was given at a moment, in epoch seconds. */
  readiness(definition: string, since: number): Promise<Readiness>;
  /** For how many seconds the load balancer gives its new tasks less than their share; 0 where they get it at once. */
  slowStartSeconds(): Promise<number>;
}
