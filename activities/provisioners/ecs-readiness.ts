import {
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  type Service,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Readiness } from './provisioner.ts';
import { stoppedReasons } from './stopped-tasks.ts';
import { serviceTasks } from './service-tasks.ts';

/**
 * ECS services, each by its ARN or the end of it from `service/` on, are ready when they are steady on one deployment each, every task of
 * them is healthy, and there is one: services without tasks are steady as well, but nobody would answer.
 */
export async function servicesReadiness(ecs: ECSClient, serviceArns: readonly string[]): Promise<Readiness> {
  const found: (readonly [cluster: string | undefined, service: Service])[] = [];
  for (const { cluster, name } of serviceArns.map(partsOf)) {
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
    const service = services.find(({ status }) => status === 'ACTIVE');
    if (service === undefined) return { kind: 'failed', reason: `ECS service ${name} is not there` };
    found.push([cluster, service]);
  }
  if (found.length > 0 && !found.some(([, service]) => hasTasks(service)))
    return withoutTasks(found.map(([, service]) => service));
  for (const [cluster, service] of found) {
    const readiness = await steadyReadiness(ecs, cluster, service);
    if (readiness.kind !== 'ready') return readiness;
  }
  return { kind: 'ready' };
}

/** The same of an active service that has just been described. */
export const activeReadiness = async (
  ecs: ECSClient,
  cluster: string | undefined,
  service: Service,
): Promise<Readiness> =>
  hasTasks(service) ? steadyReadiness(ecs, cluster, service) : withoutTasks([service]);

const hasTasks = ({ desiredCount = 0 }: Service): boolean => desiredCount > 0;

const withoutTasks = (services: readonly Service[]): Readiness => ({
  kind: 'pending',
  reason: `ECS service ${services.map(({ serviceName }) => serviceName).join(' and ')} is scaled to no tasks`,
});

async function steadyReadiness(
  ecs: ECSClient,
  cluster: string | undefined,
  service: Service,
): Promise<Readiness> {
  const { serviceName: name = '' } = service;
  const steadiness = steadinessOf(service, name);
  if (steadiness.kind === 'pending') {
    const [latest] = await stoppedReasons(ecs, cluster, name);
    return latest === undefined
      ? steadiness
      : { kind: 'pending', reason: `${steadiness.reason}; last task stopped: ${latest}` };
  }
  if (steadiness.kind !== 'ready') return steadiness;
  const tasks = await serviceTasks(ecs, cluster, name, 'RUNNING');
  const checked =
    tasks.some(({ healthStatus }) => healthStatus === 'UNKNOWN') && (await hasHealthCheck(ecs, service));
  return tasksReadiness(tasks, checked, name);
}

/** How many tasks of ECS services, named likewise, could answer: they run, and nothing finds them unhealthy. */
export async function healthyTasksOf(ecs: ECSClient, serviceArns: readonly string[]): Promise<number> {
  let healthy = 0;
  for (const { cluster, name } of serviceArns.map(partsOf)) {
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
    // Tasks of a service that is not there cannot be listed.
    if (!services.some(({ status }) => status === 'ACTIVE' || status === 'DRAINING')) continue;
    const tasks = await serviceTasks(ecs, cluster, name, 'RUNNING');
    healthy += tasks.filter(
      ({ lastStatus, healthStatus }) => lastStatus === 'RUNNING' && healthStatus !== 'UNHEALTHY',
    ).length;
  }
  return healthy;
}

/** Whether the service runs what it should, on one deployment. */
export function steadinessOf(service: Service, name: string): Readiness {
  const { deployments = [], desiredCount = 0, runningCount = 0 } = service;
  const primary = deployments.find(({ status }) => status === 'PRIMARY');
  const latest = service.events?.[0]?.message;
  if (primary?.rolloutState === 'FAILED') {
    return {
      kind: 'failed',
      reason: `ECS service ${name}: ${primary.rolloutStateReason ?? 'its deployment failed'}`,
    };
  }
  const steady =
    deployments.length === 1 && runningCount === desiredCount && primary?.rolloutState !== 'IN_PROGRESS';
  if (steady) return { kind: 'ready' };
  const hint = latest === undefined ? '' : `; ${latest}`;
  return {
    kind: 'pending',
    reason: `ECS service ${name} runs ${runningCount} of ${desiredCount} tasks${hint}`,
  };
}

/** Whether all tasks are healthy; without a health check, running is all that can be known. */
function tasksReadiness(tasks: readonly Task[], checked: boolean, name: string): Readiness {
  const unhealthy = tasks.filter(
    ({ healthStatus }) => healthStatus === 'UNHEALTHY' || (checked && healthStatus !== 'HEALTHY'),
  );
  if (unhealthy.length === 0) return { kind: 'ready' };
  return {
    kind: 'pending',
    reason: `${unhealthy.length} of ${tasks.length} tasks of ECS service ${name} are not healthy yet`,
  };
}

async function hasHealthCheck(ecs: ECSClient, { taskDefinition }: Service): Promise<boolean> {
  const described = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  const containers = described.taskDefinition?.containerDefinitions ?? [];
  return containers.some(({ essential, healthCheck }) => essential !== false && healthCheck !== undefined);
}

/** `arn:aws:ecs:<region>:<account>:service/<cluster>/<name>` */
function partsOf(arn: string): { cluster: string | undefined; name: string } {
  const parts = arn.split(':').at(-1)?.split('/') ?? [];
  return { cluster: parts.length === 3 ? parts[1] : undefined, name: parts.at(-1) ?? arn };
}
