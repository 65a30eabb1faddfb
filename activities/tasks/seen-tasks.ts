import { DescribeServicesCommand, type ECSClient, type Task } from '@aws-sdk/client-ecs';
import { serviceTasks } from '../provisioners/service-tasks.ts';
import { stopReason } from '../provisioners/stopped-tasks.ts';

/** An ECS service in which tasks of versions run. */
export interface SeenService {
  readonly arn: string;
  readonly desired: number;
  readonly running: number;
  /** ARNs of the target groups that its tasks are in. */
  readonly groups: readonly string[];
}

/** A task of a version, as ECS tells of it. Times are ISO. */
export interface SeenTask {
  readonly arn: string;
  readonly version: string;
  /** As ECS names it, such as RUNNING. */
  readonly status: string;
  readonly health?: string;
  /** When it started, or has stopped. */
  readonly at?: string;
  /** Why it has stopped, where it has. */
  readonly stopped?: string;
}

/** What runs of a rollout's versions: all tasks that are to, and the last that stopped. */
export interface SeenTasks {
  readonly services: readonly SeenService[];
  readonly tasks: readonly SeenTask[];
}

/** So many stopped tasks are told of each version. */
const STOPPED = 3;

/**
 * Looks at ECS services by the ends of their ARNs (`service/<cluster>/<name>`), which name each task's version.
 *
 * @param versionOf the version of a task of a service; what is no version's is left out
 */
export async function seenTasks(
  ecs: ECSClient,
  services: readonly string[],
  versionOf: (service: string, task: Task) => string | undefined,
): Promise<SeenTasks> {
  const seen = await Promise.all(
    services.map(async (service): Promise<SeenTasks> => {
      const [, cluster, name = ''] = service.split('/');
      const { services: found = [] } = await ecs.send(
        new DescribeServicesCommand({ cluster, services: [name] }),
      );
      // Tasks of a service that is not there cannot be listed.
      const present = found.filter(({ status }) => status !== 'INACTIVE');
      if (present.length === 0) return { services: [], tasks: [] };
      const [running, stopped] = await Promise.all([
        serviceTasks(ecs, cluster, name, 'RUNNING'),
        serviceTasks(ecs, cluster, name, 'STOPPED'),
      ]);
      const told = (task: Task): SeenTask[] => {
        const version = versionOf(service, task);
        return version === undefined ? [] : [taskOf(task, version)];
      };
      return {
        services: present.map(({ serviceArn: arn = '', desiredCount, runningCount, loadBalancers = [] }) => ({
          arn,
          desired: desiredCount ?? 0,
          running: runningCount ?? 0,
          groups: loadBalancers.flatMap(({ targetGroupArn }) => targetGroupArn ?? []),
        })),
        tasks: [...running.flatMap(told), ...latest(stopped.flatMap(told))],
      };
    }),
  );
  return { services: seen.flatMap((each) => each.services), tasks: seen.flatMap(({ tasks }) => tasks) };
}

function taskOf(task: Task, version: string): SeenTask {
  const { taskArn: arn = '', lastStatus: status = '', healthStatus, startedAt, stoppedAt } = task;
  const at = stoppedAt ?? startedAt;
  const hasStopped = task.desiredStatus === 'STOPPED';
  return {
    arn,
    version,
    status,
    ...(healthStatus !== undefined && healthStatus !== 'UNKNOWN' && { health: healthStatus }),
    ...(at && { at: at.toISOString() }),
    ...(hasStopped && { stopped: stopReason(task) ?? 'ECS does not say why' }),
  };
}

/** Of each version's the last that stopped. */
function latest(stopped: readonly SeenTask[]): SeenTask[] {
  const sorted = stopped.toSorted((a, b) => (b.at ?? '').localeCompare(a.at ?? ''));
  const versions = [...new Set(sorted.map(({ version }) => version))];
  return versions.flatMap((each) => sorted.filter(({ version }) => version === each).slice(0, STOPPED));
}
