import { NO_CARTS } from '../../../infra/demo/routers/cart-versions.ts';
import { shaOf } from '../../../infra/demo/versions.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { buildCart } from '../alb/cart.ts';
import { writeRolloutFile } from '../alb/rollout-file.ts';
import type { AlbService } from '../alb/service.ts';
import type { LaneService } from './lane-service.ts';

/** Waits that suit a test; what cannot be proven ends in the way back instead of waiting for a person. */
export const SHORT_WAITS = {
  steps: [{ weight: 50, bakeSeconds: 2 }],
  finalBakeSeconds: 2,
  onInconclusive: 'rollBack',
  limits: { readySeconds: 60, extensionSeconds: 4, drainSeconds: 1 },
};

/** The id of a service's first version, and its image. */
export function firstVersion(cloud: Cloud, name: string): readonly [id: string, image: string] {
  const id = shaOf(`${name} first`);
  return [id, buildCart(cloud.endpoints.stateFolder, id)];
}

/** A lane's service behind a load balancer of its own; `fields` say in its deployment files how its traffic is shifted. */
export function balancedLane(
  { endpoints: { environment, stateFolder } }: Cloud,
  service: AlbService,
  own: Pick<LaneService, 'router' | 'shift' | 'hands' | 'findWrongs' | 'longEnd'>,
  fields: object = {},
): LaneService {
  const { name } = service;
  return {
    ...own,
    name,
    serves: true,
    restoring: { onDrift: 'restore' },
    longBake: { steps: [{ weight: 50, bakeSeconds: 600 }] },
    callers: { ...service.address, path: `/${name}` },
    build(title, more, failing) {
      const sha = shaOf(`${name} ${title}`);
      const image = buildCart(stateFolder, sha, failing ? [NO_CARTS] : []);
      const version = { id: sha, image };
      const file = writeRolloutFile(stateFolder, environment, service, version, {
        ...SHORT_WAITS,
        ...fields,
        ...more,
      });
      return { sha, image, file };
    },
  };
}
