import { asyncLocalStorage } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Growth } from '../workflows/rollout/growth.ts';
import type { Ownership } from '../workflows/rollout/owner.ts';
import type { ProvisionerSpec } from '../workflows/rollout/provisioner-spec.ts';
import { again } from './again.ts';
import type { Provisioner } from './provisioners/provisioner.ts';

export function createDeploymentActivities(provisionerFor: (spec: ProvisionerSpec) => Provisioner) {
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

    /** Answers when the version is ready. Until then it fails with what is missing, to be asked again. */
    async awaitReady(spec: ProvisionerSpec, version: string): Promise<void> {
      const readiness = await provisionerFor(spec).readiness(version);
      switch (readiness.kind) {
        case 'ready':
          return;
        case 'pending':
          throw notYet(readiness.reason);
        case 'absent':
          if (waitedMillis() < SEEN_WITHIN_MILLIS) throw notYet(`${version} cannot be seen yet`);
          throw ApplicationFailure.create({
            type: 'VersionFailed',
            message: `${version} is gone: something else removed it`,
          });
        case 'failed':
          throw ApplicationFailure.create({ type: 'VersionFailed', message: readiness.reason });
      }
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

/** For so long after it was asked for, AWS may answer as if a version were not there. */
const SEEN_WITHIN_MILLIS = 60_000;

/** How long Temporal has been trying the present activity, by its own clock; as good as for ever outside of one. */
function waitedMillis(): number {
  const attempt = asyncLocalStorage.getStore()?.info;
  return attempt === undefined
    ? Infinity
    : attempt.currentAttemptScheduledTimestampMs - attempt.scheduledTimestampMs;
}

/** An expected answer while polling, so it is no error in the logs. */
const notYet = (reason: string) =>
  ApplicationFailure.create({ type: 'NotYet', message: reason, category: 'BENIGN' });
