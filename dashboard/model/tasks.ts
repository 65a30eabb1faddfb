import type { SeenTask, SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import { stableVersion, type RolloutStatus } from '../../workflows/rollout/status.ts';

/** The tasks of one of a rollout's versions. */
export interface VersionTasks {
  readonly version: string;
  readonly of: 'stable' | 'canary';
  /** How many run, and how many of them are healthy as far as ECS checks that. */
  readonly running: number;
  readonly unhealthy: number;
  readonly starting: number;
  /** The last that stopped, the latest first. */
  readonly stopped: readonly SeenTask[];
}

/** The tasks of both versions; of one that has none of either kind nothing is told. */
export function tasksIn(status: RolloutStatus, { tasks }: SeenTasks): VersionTasks[] {
  const { stable, canary } = status;
  const sides = [
    ...(stable === undefined
      ? []
      : [{ name: stable, version: stableVersion(status) ?? stable, of: 'stable' as const }]),
    { name: canary, version: canary, of: 'canary' as const },
  ];
  return sides.flatMap(({ name, version, of }) => {
    const own = tasks.filter((task) => task.version === name || task.version === version);
    const wanted = own.filter(({ stopped }) => stopped === undefined);
    const running = wanted.filter(({ status: state }) => state === 'RUNNING');
    if (own.length === 0) return [];
    return [
      {
        version,
        of,
        running: running.length,
        unhealthy: running.filter(({ health }) => health === 'UNHEALTHY').length,
        starting: wanted.length - running.length,
        stopped: own.filter(({ stopped }) => stopped !== undefined),
      },
    ];
  });
}
