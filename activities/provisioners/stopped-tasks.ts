import type { ECSClient, Task } from '@aws-sdk/client-ecs';
import { serviceTasks } from './service-tasks.ts';

/** Why a service's tasks stopped, the latest first and each reason once: a missing image, a health check, memory. */
export async function stoppedReasons(
  ecs: ECSClient,
  cluster: string | undefined,
  serviceName: string,
): Promise<string[]> {
  const tasks = await serviceTasks(ecs, cluster, serviceName, 'STOPPED');
  const byTime = tasks.sort((a, b) => Number(b.stoppedAt ?? 0) - Number(a.stoppedAt ?? 0));
  return [...new Set(byTime.filter(isNoWish).flatMap((task) => stopReason(task) ?? []))];
}

/** What ECS itself asked for is no reason. */
const isNoWish = ({ stopCode, stoppedReason }: Task): boolean =>
  stopCode !== 'ServiceSchedulerInitiated' || /health/i.test(stoppedReason ?? '');

/** Why a task stopped, as ECS tells it; a container knows more than its task. */
export function stopReason({ stoppedReason, containers = [] }: Task): string | undefined {
  const failed = containers.flatMap(({ name, reason, exitCode }) =>
    reason !== undefined || (exitCode !== undefined && exitCode !== 0)
      ? [
          `container ${name} ended${exitCode === undefined ? '' : ` with exit code ${exitCode}`}${reason ? `: ${reason}` : ''}`,
        ]
      : [],
  );
  return [stoppedReason, ...failed].filter(Boolean).join('; ') || undefined;
}
