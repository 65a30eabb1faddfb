import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { RouterSpec } from '../../workflows/rollout/router-spec.ts';
import { metricsAdapter, provisionerAdapter, routerAdapter } from '../adapters.ts';
import { ecsNativeStatements } from './ecs-native.ts';
import type { Place } from './place.ts';
import { notificationStatements } from './notifications.ts';
import { united, type Statement } from './statement.ts';
import { imageStatements, recordStatement } from './versions.ts';

/**
 * The least that a worker has to be allowed for rollouts of a deployment file, whatever the version, by AWS's service authorization
 * reference.
 *
 * @param roles ARNs of the roles of task definitions, where the plan does not say them
 */
export function rolloutStatements(
  plan: RolloutPlan,
  place: Place,
  roles: readonly string[] = [],
): Statement[] {
  const { metrics } = plan;
  return united([
    ...driverStatements(plan, place, roles),
    ...metricsAdapter(metrics).permissions(metrics),
    recordStatement(plan, place),
    ...imageStatements(plan, place),
    ...notificationStatements(plan, place),
  ]);
}

function driverStatements(plan: RolloutPlan, place: Place, roles: readonly string[]): Statement[] {
  const { driver } = plan;
  switch (driver.kind) {
    case 'ecsNative':
      return ecsNativeStatements(driver, place, roles);
    case 'weighted': {
      const { router, provisioner } = driver;
      const more = { mesh: meshOf(router), roles };
      return [
        ...routerAdapter(router).permissions(router, place),
        ...provisionerAdapter(provisioner).permissions(provisioner, place, more),
      ];
    }
  }
}

/** The least that the role takes with which AWS makes and removes versions, by the same reference. */
export function serviceRoleStatements(
  plan: RolloutPlan,
  place: Place,
  roles: readonly string[] = [],
): Statement[] {
  const { router, provisioner } = plan.driver;
  if (provisioner === undefined) return [];
  const more = { mesh: meshOf(router), roles };
  return united(provisionerAdapter(provisioner).ofServiceRole?.(provisioner, place, more) ?? []);
}

const meshOf = (router: RouterSpec): string => (router.kind === 'appMesh' ? router.mesh : '*');
