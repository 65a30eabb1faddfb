import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { metricsAdapter, provisionerAdapter, routerAdapter } from '../adapters.ts';
import type { Place } from './place.ts';
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
  const { router, provisioner } = plan.driver;
  const { metrics } = plan;
  const mesh = router.kind === 'appMesh' ? router.mesh : '*';
  return united([
    ...routerAdapter(router).permissions(router, place),
    ...provisionerAdapter(provisioner).permissions(provisioner, place, { mesh, roles }),
    ...metricsAdapter(metrics).permissions(metrics),
    recordStatement(plan, place),
    ...imageStatements(plan, place),
  ]);
}
