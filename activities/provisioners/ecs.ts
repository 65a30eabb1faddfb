import {
  CreateServiceCommand,
  DeleteServiceCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  type Service,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsSpec } from '../../workflows/rollout/plan.ts';
import { allHealthy, targetsHealth } from '../routers/alb-targets.ts';
import { claim } from '../routers/alb-versions.ts';
import { containerOf, newService, newTaskDefinition, tagsOf } from './ecs-copy.ts';
import { findPlace } from './ecs-place.ts';
import { serviceReadiness, steadinessOf } from './ecs-readiness.ts';
import { serviceName, serviceOf, versionOf } from './ecs-services.ts';
import type { Provisioner, Readiness } from './provisioner.ts';
import { stoppedReasons } from './stopped-tasks.ts';

/** A second ECS service beside the serving one: the same task definition with the new image, behind the idle target group. */
export function ecsProvisioner(
  ecs: ECSClient,
  elb: ElasticLoadBalancingV2Client,
  spec: EcsSpec,
): Provisioner {
  const { cluster } = spec;

  return {
    async create(version) {
      const left = await serviceOf(ecs, spec, version);
      if (left?.status === 'ACTIVE' && steadinessOf(left, serviceName(spec, version)).kind !== 'failed')
        return;
      if (left !== undefined) {
        await remove(left);
        throw notYet(`${left.serviceName} of an earlier try is being removed`);
      }
      const { stable, stableVersion, group } = await findPlace(ecs, elb, spec, version);
      const definition = await registerDefinition(ecs, spec, version, stable);
      await nameVersion(ecs, stable, stableVersion);
      await claim(elb, group, version);
      await createService(ecs, newService(spec, version, stable, definition, group));
    },

    async readiness(version) {
      const service = await serviceOf(ecs, spec, version);
      if (service === undefined) return { kind: 'absent' };
      const { serviceName: name = '' } = service;
      if (service.status === 'DRAINING') {
        const { runningCount = 0, pendingCount = 0 } = service;
        const reason = `ECS service ${name} is being removed: ${runningCount + pendingCount} tasks are left`;
        return { kind: 'pending', reason };
      }
      const readiness = await serviceReadiness(ecs, service.serviceArn ?? name);
      return readiness.kind === 'ready'
        ? targetsReadiness(elb, service)
        : withReasons(readiness, await stoppedReasons(ecs, cluster, name));
    },

    async remove(version) {
      const service = await serviceOf(ecs, spec, version);
      if (service?.status === 'ACTIVE') await remove(service);
    },
  };

  /** ECS takes the targets out of their group, waits for its deregistration delay, and then stops the tasks. */
  async function remove({ serviceName, status }: Service) {
    if (status === 'ACTIVE')
      await ecs.send(new DeleteServiceCommand({ cluster, service: serviceName, force: true }));
  }
}

const notYet = (message: string) =>
  ApplicationFailure.create({ type: 'NotYet', message, category: 'BENIGN' });

/** Registers the version's task definition, unless an earlier attempt has. Answers its ARN. */
async function registerDefinition(
  ecs: ECSClient,
  spec: EcsSpec,
  version: string,
  stable: Service,
): Promise<string> {
  const describe = async (taskDefinition: string | undefined) =>
    ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition, include: ['TAGS'] }));
  const { taskDefinition: serving = {} } = await describe(stable.taskDefinition);
  const container = containerOf(spec, stable);
  const containers = serving.containerDefinitions ?? [];
  if (container === undefined || !containers.some(({ name }) => name === container)) {
    throw ApplicationFailure.create({
      type: 'VersionFailed',
      message: `task definition ${serving.family} has no container ${container}, only ${containers.map(({ name }) => name).join(', ')}`,
    });
  }
  const { taskDefinition: latest, tags = [] } = await describe(serving.family);
  const made =
    tags.some(({ key, value }) => key === tagsOf(version)[0]?.key && value === version) &&
    latest?.containerDefinitions?.some(({ name, image }) => name === container && image === spec.image);
  if (made) return latest?.taskDefinitionArn ?? '';
  const { taskDefinition: registered } = await ecs.send(
    new RegisterTaskDefinitionCommand(newTaskDefinition(spec, version, container, serving)),
  );
  return registered?.taskDefinitionArn ?? '';
}

/** A service that was there before does not tell its version by its name, and must be found when it is to go. */
async function nameVersion(ecs: ECSClient, service: Service, version: string) {
  if (versionOf(service) === version) return;
  await ecs.send(
    new TagResourceCommand({ resourceArn: service.serviceArn, tags: tagsOf(version).slice(0, 1) }),
  );
}

async function createService(ecs: ECSClient, input: ReturnType<typeof newService>) {
  try {
    await ecs.send(new CreateServiceCommand(input));
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'InvalidParameterException') throw error;
    // Another attempt was faster, or its reply was lost: the service is ours.
    if (/not idempotent/.test(error.message)) return;
    throw ApplicationFailure.create({ type: 'VersionFailed', message: `ECS: ${error.message}` });
  }
}

/** Tasks run; requests reach them once the load balancer finds them healthy, too. */
async function targetsReadiness(elb: ElasticLoadBalancingV2Client, service: Service): Promise<Readiness> {
  for (const { targetGroupArn: group } of service.loadBalancers ?? []) {
    if (group === undefined) continue;
    const health = await targetsHealth(elb, group);
    if (!allHealthy(health) || health.healthy < (service.desiredCount ?? 0))
      return { kind: 'pending', reason: health.summary };
  }
  return { kind: 'ready' };
}

const withReasons = (
  readiness: Extract<Readiness, { kind: 'pending' | 'failed' }> | { kind: 'absent' },
  reasons: readonly string[],
): Readiness =>
  readiness.kind === 'absent' || reasons.length === 0
    ? readiness
    : { ...readiness, reason: `${readiness.reason}; ${reasons.slice(0, 3).join('; ')}` };
