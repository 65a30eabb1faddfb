import { ApplicationFailure } from '@temporalio/common';
import type { Growth } from '../workflows/rollout/growth.ts';
import type { Ownership } from '../workflows/rollout/owner.ts';
import type { ProvisionerSpec, RunningDefinition } from '../workflows/rollout/provisioner-spec.ts';
import { ROUTER_GONE, type RouterMemory } from '../workflows/rollout/router-memory.ts';
import type { RouterSpec } from '../workflows/rollout/router-spec.ts';
import { sameTraffic, type TrafficSplit } from '../workflows/rollout/traffic-split.ts';
import { again } from './again.ts';
import { waitedMillis } from './attempt.ts';
import type { Home, Provisioner, Readiness } from './provisioners/provisioner.ts';
import { soon } from './soon.ts';

/** What can be seen of a version that is ready: nothing of it that cannot be seen soon. */
export interface Ready {
  /** Whether something scales it. */
  readonly isScaled?: boolean;
  readonly memory?: RouterMemory;
  /** That it is not ready yet, while somebody else has changed the weights. */
  readonly isPending?: true;
  /** That it is, and somebody else has changed the weights. */
  readonly hasDrifted?: true;
}

/** What is known of a service that stays, once it runs what it was given; what cannot be read soon is left out. */
export interface SettledHome {
  /** For how long its load balancer gives new tasks less than their share. */
  readonly slowStartSeconds?: number;
}

/** The router that is to be remembered once a version is ready, and what it is to do until then. */
export interface Routed {
  readonly router: RouterSpec;
  readonly memory?: RouterMemory | undefined;
  readonly wanted: TrafficSplit;
}

/** Where it is looked at once a version is ready, and from time to time until then. */
export interface SeenWhenReady {
  isScaled(spec: ProvisionerSpec, version: string): Promise<boolean | null>;
  rememberRouter(spec: RouterSpec, memory: RouterMemory): Promise<RouterMemory>;
  readTraffic(spec: RouterSpec, memory?: RouterMemory): Promise<TrafficSplit>;
}

export function createDeploymentActivities(
  provisionerFor: (spec: ProvisionerSpec) => Provisioner,
  seen?: SeenWhenReady,
) {
  const whenReady = async (
    spec: ProvisionerSpec,
    version: string,
    routed: Routed | undefined,
  ): Promise<Ready> => {
    if (seen === undefined) return {};
    const [isScaled, memory, drifted] = await Promise.all([
      seen.isScaled(spec, version),
      // From when it is ready no tag has to say whose the canary's target group is.
      routed?.memory?.groups && soon(seen.rememberRouter(routed.router, routed.memory)),
      // The last look before the first weight is written over whatever is there.
      routed !== undefined && hasDrifted(routed),
    ]);
    return {
      ...(isScaled !== null && { isScaled }),
      ...(memory && { memory }),
      ...(drifted && { hasDrifted: true }),
    };
  };
  /** A router that does not answer is no drift; one that is gone is. */
  const hasDrifted = async ({ router, memory, wanted }: Routed): Promise<boolean> => {
    const read = seen?.readTraffic(router, memory).then(
      (split) => !sameTraffic(split, wanted),
      (error: unknown) => error instanceof ApplicationFailure && error.type === ROUTER_GONE,
    );
    return (read && (await soon(read))) === true;
  };
  const homeOf = (spec: ProvisionerSpec): Home => {
    const { home } = provisionerFor(spec);
    if (home === undefined) throw versionFailed('versions take turns here: no service stays');
    return home;
  };

  return {
    /** Asks for a version in a rollout's name. Answers its physical id, which proves later that the rollout made it. */
    async createVersion(spec: ProvisionerSpec, version: string, rollout: string): Promise<string> {
      return provisionerFor(spec).create(version, rollout);
    },

    /** Whose a version is, now. */
    async readOwnership(spec: ProvisionerSpec, version: string): Promise<Ownership> {
      return provisionerFor(spec).ownership(version);
    },

    /** Whether a version runs and could serve, now. */
    async isRunning(spec: ProvisionerSpec, version: string): Promise<boolean> {
      return (await provisionerFor(spec).readiness(version)).kind === 'ready';
    },

    /** How many tasks of a version could answer, now; null where that cannot be told. */
    async healthyTasks(spec: ProvisionerSpec, version: string, made?: string): Promise<number | null> {
      return (await provisionerFor(spec).healthyTasks(version, made)) ?? null;
    },

    /**
     * Answers when the version is ready, and what else can be seen then; or, looking once a minute, that it is not while somebody has changed
     * the weights. Until then it fails with what is missing, to be asked again.
     */
    async awaitReady(spec: ProvisionerSpec, version: string, routed?: Routed): Promise<Ready> {
      const readiness = await provisionerFor(spec).readiness(version);
      if (readiness.kind === 'pending' && routed && isLookDue(waitedMillis()) && (await hasDrifted(routed)))
        return { isPending: true };
      mustBeReady(readiness, () => {
        if (waitedMillis() < SEEN_WITHIN_MILLIS) throw notYet(`${version} cannot be seen yet`);
        throw versionFailed(`${version} is gone: something else removed it`);
      });
      return whenReady(spec, version, routed);
    },

    /** In place: what the service runs that stays; null where it is not there. */
    async readHome(spec: ProvisionerSpec): Promise<RunningDefinition | null> {
      return (await homeOf(spec).running()) ?? null;
    },

    /** What a version runs, for an undo of what replaces it; null where that cannot be told soon. */
    async readRunning(spec: ProvisionerSpec, version: string): Promise<RunningDefinition | null> {
      const running = provisionerFor(spec).running?.(version);
      return (running && (await soon(running))) ?? null;
    },

    /** In place: the task definition of a version that is tried beside the service. */
    async definitionOf(spec: ProvisionerSpec, version: string): Promise<string> {
      const definition = await homeOf(spec).definitionOf(version);
      if (definition === undefined) throw versionFailed(`${version} is gone: something else removed it`);
      return definition;
    },

    /** In place: asks for a task definition of the service that stays, which runs one of those that are expected, or any where null. */
    async giveDefinition(
      spec: ProvisionerSpec,
      definition: string,
      expected: readonly string[] | null,
    ): Promise<void> {
      await homeOf(spec).give(definition, expected ?? undefined);
    },

    /**
     * In place: answers when the service that stays is steady on a task definition that it was given, and its targets are healthy, and
     * what can be seen of it then. Until then it fails with what is missing, to be asked again.
     *
     * @param since when it was given, in epoch seconds
     */
    async awaitDefinition(spec: ProvisionerSpec, definition: string, since: number): Promise<SettledHome> {
      const home = homeOf(spec);
      mustBeReady(await home.readiness(definition, since), () => {
        throw versionFailed('the service is gone: something else removed it');
      });
      const slowStartSeconds = await soon(home.slowStartSeconds());
      return slowStartSeconds === undefined ? {} : { slowStartSeconds };
    },

    /** Asks for the tasks that a canary's weight takes. */
    async askForTasks(spec: ProvisionerSpec, growth: Growth): Promise<void> {
      await provisionerFor(spec).grow?.(growth);
    },

    /** Asks for the tasks that a canary's weight takes, and answers when they are there. Until then it fails with what is missing. */
    async awaitTasks(spec: ProvisionerSpec, growth: Growth): Promise<void> {
      const readiness = await provisionerFor(spec).grow?.(growth);
      if (readiness?.kind === 'pending') throw notYet(readiness.reason);
    },

    /**
     * Asks for the removal and answers when nothing is left. Until then it fails with what is there, to be asked again.
     * Answers whether there was anything to remove: versions that are somebody else's are kept.
     *
     * @param made the version's physical id, where the rollout knows it
     */
    async removeVersion(
      spec: ProvisionerSpec,
      version: string,
      made: string | undefined,
    ): Promise<'removed' | 'kept'> {
      const provisioner = provisionerFor(spec);
      switch ((await again(() => provisioner.remove(version, made))).kind) {
        case 'given':
        case 'foreign':
          return 'kept';
        case 'absent':
          return 'removed';
        case 'owned':
          break;
      }
      const left = await again(() => provisioner.readiness(version));
      switch (left.kind) {
        case 'absent':
          return 'removed';
        case 'pending':
        case 'failed':
          throw notYet(left.reason);
        case 'ready':
          throw notYet(`${version} is still there`);
      }
    },
  };
}

/** Returns where it is ready, and throws what is missing else. */
function mustBeReady(readiness: Readiness, absent: () => never): void {
  switch (readiness.kind) {
    case 'ready':
      return;
    case 'pending':
      throw notYet(readiness.reason);
    case 'absent':
      return absent();
    case 'failed':
      throw versionFailed(readiness.reason);
  }
}

const versionFailed = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });

/** For so long after it was asked for, AWS may answer as if a version were not there. */
const SEEN_WITHIN_MILLIS = 60_000;

const LOOK_MILLIS = 60_000;

/** A minute comes in the first attempt after it, and attempts follow each other within seconds. */
const isLookDue = (waited: number): boolean =>
  waited >= LOOK_MILLIS && waited % LOOK_MILLIS < LOOK_MILLIS / 4;

/** An expected answer while polling, so it is no error in the logs. */
const notYet = (reason: string) =>
  ApplicationFailure.create({ type: 'NotYet', message: reason, category: 'BENIGN' });
