import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import type { ProvisionerSpec } from '../../workflows/rollout/provisioner-spec.ts';
import type { RouterSpec } from '../../workflows/rollout/router-spec.ts';
import { appMeshStatements } from './app-mesh.ts';
import { cloudFormationStatements } from './cloudformation.ts';
import { ecsStatements } from './ecs.ts';
import { givenStatements } from './given.ts';
import { albStatements } from './load-balancing.ts';
import { metricsStatements } from './metrics.ts';
import type { Place } from './place.ts';
import { united, type Statement } from './statement.ts';
import { imageStatements, recordStatement } from './versions.ts';

/**
 * The least that a worker has to be allowed for rollouts of a deployment file, whatever the version, by AWS's service authorization
 * reference.
 *
 * @param roles ARNs of the roles of task definitions, where the plan does not say them
 */
export const rolloutStatements = (
  plan: RolloutPlan,
  place: Place,
  roles: readonly string[] = [],
): Statement[] =>
  united([
    ...routerStatements(plan.router, place),
    ...provisionerStatements(plan.provisioner, place, meshOf(plan.router), roles),
    ...metricsStatements(plan.metrics),
    recordStatement(plan, place),
    ...imageStatements(plan, place),
  ]);

function routerStatements(spec: RouterSpec, place: Place): Statement[] {
  switch (spec.kind) {
    case 'appMesh':
      return appMeshStatements(spec, place);
    case 'alb':
      return albStatements(spec);
  }
}

function provisionerStatements(
  spec: ProvisionerSpec,
  place: Place,
  mesh: string,
  roles: readonly string[],
): Statement[] {
  switch (spec.kind) {
    case 'cloudFormation':
      return cloudFormationStatements(spec, place, mesh, roles);
    case 'ecs':
      return ecsStatements(spec, place, roles);
    case 'given':
      return givenStatements(spec, place);
  }
}

const meshOf = (router: RouterSpec): string => (router.kind === 'appMesh' ? router.mesh : '*');
