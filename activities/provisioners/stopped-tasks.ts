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
  return [...new Set(byTime.flatMap(reasonOf))];
}

/** What ECS itself asked for is no reason; a container knows more than its task. */
function reasonOf({ stopCode, stoppedReason, containers = [] }: Task): string[] {
  if (stopCode === 'ServiceSchedulerInitiated' && !/health/i.test(stoppedReason ?? '')) return [];
  const failed = containers.flatMap(({ name, reason, exitCode }) =>
    reason !== undefined || (exitCode !== undefined && exitCode !== 0)
      ? [
          `container ${name} ended${exitCode === undefined ? '' : ` with exit code ${exitCode}`}${reason ? `: ${reason}` : ''}`,
        ]
      : [],
  );
  return [[stoppedReason, ...failed].filter(Boolean).join('; ')].filter((text) => text !== '');
}
