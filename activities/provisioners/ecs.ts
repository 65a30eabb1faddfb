import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  type ECSClient,
  type Service,
  TagResourceCommand,
} from '@aws-sdk/client-ecs';
import { ApplicationFailure } from '@temporalio/common';
import type { EcsSpec } from '../../workflows/rollout/provisioner-spec.ts';
import type { LoadBalancing } from '../load-balancing/load-balancing.ts';
import { madeOrFound } from '../made-or-found.ts';
import { ownerTags } from '../ownership.ts';
import { serviceId, type Scaled } from '../scaling/scaling.ts';
import { newService } from './ecs-copy/service.ts';
import { registerDefinition } from './ecs-definition.ts';
import { growService } from './ecs-growth.ts';
import { ecsHome } from './ecs-home.ts';
import { findPlace, serviceServing } from './ecs-place.ts';
import { orLastingRefusal } from './ecs-errors.ts';
import { activeReadiness, healthyTasksOf, steadinessOf } from './ecs-readiness.ts';
import { arnIn, idOf, isHome, serviceOf, serviceOwnership } from './ecs-services.ts';
import { madeTags } from './ecs-tags.ts';
import type { Provisioner } from './provisioner.ts';
import { runningDefinition } from './running-definition.ts';
import { stoppedReasons } from './stopped-tasks.ts';
import { targetsReadiness } from './targets-readiness.ts';

/**
 * A second ECS service beside the serving one: the same task definition with the new image, behind the idle target group. In place it is
 * removed again in the end, and the serving one stays.
 */
export function ecsProvisioner(ecs: ECSClient, balancing: LoadBalancing, spec: EcsSpec): Provisioner {
  const { cluster, owner, home } = spec;

  return {
    async create(version, rollout) {
      const left = await findUsable(version);
      if (left !== undefined) return left;
      const tags = madeTags(spec, version, rollout);
      const place = await findPlace(ecs, balancing, spec, version, tags);
      const { original, group } = place;
      const definition = place.registered ?? (await registerDefinition(ecs, place.definition));
      await balancing.claim(group, version);
      const input = newService({ ...original, spec, version, definition, group, tags });
      const make = () => orLastingRefusal(() => createService(ecs, input));
      return madeOrFound(version, make, () => findUsable(version));
    },

    async ownership(version, made) {
      if (isHome(spec, version)) return { kind: 'given' };
      const service = await find(version, made);
      return serviceOwnership(service, owner, version, made);
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
      // By this very description: another one might not see the service yet.
      const readiness = await activeReadiness(ecs, cluster, service);
      if (readiness.kind === 'ready') return targetsReadiness(balancing, service);
      if (readiness.kind !== 'failed') return readiness;
      const reasons = (await stoppedReasons(ecs, cluster, name)).slice(0, 3);
      return { kind: 'failed', reason: [readiness.reason, ...reasons].join('; ') };
    },

    async healthyTasks(version, made) {
      const service = await find(version, made);
      return service === undefined ? 0 : healthyTasksOf(ecs, [scaled(service).service]);
    },

    async adopt(version) {
      const service = await find(version);
      const tags = Object.entries(ownerTags(owner, version)).map(([key, value]) => ({ key, value }));
      if (service !== undefined && serviceOwnership(service, owner, version, undefined).kind === 'foreign')
        await ecs.send(new TagResourceCommand({ resourceArn: service.serviceArn, tags }));
    },

    async remove(version, made) {
      if (isHome(spec, version)) return { kind: 'given' };
      const service = await serviceOf(ecs, spec, version, made);
      const whose = serviceOwnership(service, owner, version, made);
      if (whose.kind === 'owned' && service !== undefined) await remove(service);
      if (whose.kind !== 'absent' || made === undefined) return whose;
      // One look may be wrong about a service that is there, and deleting one that is not changes nothing.
      await deleteService(ecs, cluster, arnIn(made));
      return { kind: 'owned', id: made };
    },

    async services(version) {
      const service = await find(version);
      return service === undefined ? [] : [scaled(service).service];
    },

    grow: (growth) => growService(ecs, balancing, spec, growth),

    ...(home && { home: ecsHome(ecs, balancing, spec, home) }),

    running: async (version) => runningDefinition(ecs, spec, await find(version)),

    async succession(from, to) {
      if (home !== undefined) return undefined;
      const [before, after] = [await serviceOf(ecs, spec, from), await serviceOf(ecs, spec, to)];
      return before && after && { from: scaled(before), to: scaled(after) };
    },
  };

  /** The id of a version's own service, if there is one. One of an earlier try that failed, or is going, can only make room. */
  async function findUsable(version: string): Promise<string | undefined> {
    const service = await serviceOf(ecs, spec, version);
    const whose = serviceOwnership(service, owner, version, undefined);
    if (whose.kind === 'foreign') throw versionFailed(whose.reason);
    if (whose.kind !== 'owned' || service === undefined) return undefined;
    if (!isUsable(service)) {
      await remove(service);
      throw notYet(`${service.serviceName} of an earlier try is being removed`);
    }
    // A rollout that died may have left the version running, while its group was made free.
    await claimGroup(balancing, service, version);
    return whose.id;
  }

  /** The ECS service of a version, by the id that a rollout recorded, by its name or tags, or by the target group that serves it. */
  async function find(version: string, made?: string): Promise<Service | undefined> {
    return (
      (await serviceOf(ecs, spec, version, made)) ?? (await serviceServing(ecs, balancing, spec, version))
    );
  }

  function scaled({ serviceName = '', loadBalancers }: Service): Scaled {
    return { service: serviceId(cluster, serviceName), group: loadBalancers?.[0]?.targetGroupArn };
  }

  /** ECS takes the targets out of their group, waits for its deregistration delay, and then stops the tasks. */
  async function remove({ serviceName, status }: Service) {
    if (status === 'ACTIVE') await deleteService(ecs, cluster, serviceName);
  }
}

async function deleteService(ecs: ECSClient, cluster: string, service: string | undefined) {
  try {
    await ecs.send(new DeleteServiceCommand({ cluster, service, force: true }));
  } catch (error) {
    if (!(error instanceof Error) || !GONE.includes(error.name)) throw error;
  }
}

/** What ECS answers about a service that is not there, or no longer. */
const GONE = ['ServiceNotFoundException', 'ServiceNotActiveException', 'ClusterNotFoundException'];

const isUsable = (service: Service) =>
  service.status === 'ACTIVE' && steadinessOf(service, service.serviceName ?? '').kind !== 'failed';

const versionFailed = (message: string) => ApplicationFailure.create({ type: 'VersionFailed', message });
const notYet = (message: string) =>
  ApplicationFailure.create({ type: 'NotYet', message, category: 'BENIGN' });

async function claimGroup(balancing: LoadBalancing, { loadBalancers = [] }: Service, version: string) {
  for (const { targetGroupArn: group } of loadBalancers)
    if (group !== undefined) await balancing.claim(group, version);
}

/** Answers the service's id. */
async function createService(ecs: ECSClient, input: CreateServiceCommandInput): Promise<string> {
  const { service = {} } = await ecs.send(new CreateServiceCommand(input));
  return idOf(service);
}
