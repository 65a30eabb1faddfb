import type { Task } from '@aws-sdk/client-ecs';
import type { EcsApi } from './ecs.ts';
import type { Host } from './host.ts';
import { reporter } from './reporter.ts';
import { runTask, type RunningTask } from './task.ts';

export interface Agent {
  /** Does what ECS wants by now: starts its new tasks, stops those that are to stop. */
  reconcile(): Promise<void>;
  /** Ends all tasks at once, without drain or report. */
  abandon(): Promise<void>;
}

/** An ECS agent: keeps the processes of this machine in step with ECS's tasks. */
export function createAgent(ecs: EcsApi, host: Host): Agent {
  const running = new Map<string, RunningTask>();
  const closing = new AbortController();

  return {
    async reconcile() {
      const tasks = await ecs.tasks();
      for (const task of tasks) await reconcileTask(task);
      const alive = new Set(
        tasks.filter((task) => task.lastStatus !== 'STOPPED').map((task) => task.taskArn),
      );
      for (const [arn, task] of running) {
        if (alive.has(arn)) continue;
        running.delete(arn);
        await task.abandon();
      }
    },
    async abandon() {
      closing.abort();
      await Promise.all([...running.values()].map((task) => task.abandon()));
    },
  };

  async function reconcileTask(task: Task): Promise<void> {
    if (task.lastStatus === 'STOPPED' || closing.signal.aborted) return;
    const known = running.get(task.taskArn!);
    if (known !== undefined) {
      // Until its deregistration delay is over, a load balancer lets its requests end.
      if (task.desiredStatus === 'STOPPED' && task.lastStatus !== 'DEACTIVATING') void known.stop();
      return;
    }
    const report = reporter(ecs, { arn: task.taskArn!, cluster: task.clusterArn! }, closing.signal);
    if (task.desiredStatus === 'STOPPED') return report({ status: 'STOPPED', containers: [] });
    // What runs, but not here, ran under an agent that is gone, and its processes went with it.
    if (task.lastStatus === 'RUNNING')
      return report({ status: 'STOPPED', reason: 'agent restarted', containers: [] });
    const definition = await ecs.taskDefinition(task.taskDefinitionArn!);
    running.set(task.taskArn!, runTask({ arn: task.taskArn!, definition }, host, report));
  }
}
