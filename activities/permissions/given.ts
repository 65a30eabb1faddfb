import type { GivenSpec } from '../../workflows/rollout/provisioner-spec.ts';
import { readinessStatements } from './ecs-services.ts';
import type { Place } from './place.ts';
import { holdStatements } from './scaling.ts';
import type { Statement } from './statement.ts';

/** What the provisioner `given` may do: look at the services that it was told of, and hold their scale-in. */
export function givenStatements({ cluster, services }: GivenSpec, place: Place): Statement[] {
  const names = Object.values(services);
  return names.length === 0
    ? []
    : [...readinessStatements({ cluster, names }, place), ...holdStatements({ cluster, names }, place)];
}
