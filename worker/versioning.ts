import type { WorkerOptions } from '@temporalio/worker';

/** Which version of which deployment a worker is, in Temporal's terms. */
export interface WorkerVersion {
  readonly deploymentName: string;
  readonly buildId: string;
}

/**
 * A rollout ends on the version of Serin that it began with, however many are deployed meanwhile
 * (https://docs.temporal.io/production-deployment/worker-deployments/worker-versioning).
 */
export const pinnedTo = (
  version: WorkerVersion | undefined,
): Pick<WorkerOptions, 'workerDeploymentOptions'> =>
  version === undefined
    ? {}
    : {
        workerDeploymentOptions: { useWorkerVersioning: true, version, defaultVersioningBehavior: 'PINNED' },
      };
