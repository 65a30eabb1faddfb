import { NO_CARTS } from '../../../infra/demo/routers/cart-versions.ts';
import { shaOf } from '../../../infra/demo/versions.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { buildCart } from '../alb/cart.ts';
import { writeRolloutFile } from '../alb/rollout-file.ts';
import { createService } from '../alb/service.ts';
import { findWrongs } from './alb-aftermath.ts';
import { albHands } from './alb-hands.ts';
import type { LaneService } from './lane-service.ts';

/** Waits that suit a test; what cannot be proven ends in the way back instead of waiting for a person. */
export const SHORT_WAITS = {
  steps: [{ weight: 50, bakeSeconds: 2 }],
  finalBakeSeconds: 2,
  onInconclusive: 'rollBack',
  limits: { readySeconds: 60, extensionSeconds: 4, drainSeconds: 1 },
};

/** Creates services behind load balancers of their own; the first version of each serves. */
export function albServices(cloud: Cloud, names: readonly string[]): Promise<LaneService[]> {
  const { environment, stateFolder } = cloud.endpoints;
  return Promise.all(
    names.map(async (name): Promise<LaneService> => {
      const first = shaOf(`${name} first`);
      const service = await createService(cloud, name, first, buildCart(stateFolder, first));
      return {
        name,
        router: 'alb',
        shift: 'ModifyRule',
        serves: true,
        restoring: { onDrift: 'restore' },
        longBake: { steps: [{ weight: 50, bakeSeconds: 600 }] },
        callers: { ...service.address, path: `/${name}` },
        build(title, fields, failing) {
          const sha = shaOf(`${name} ${title}`);
          const image = buildCart(stateFolder, sha, failing ? [NO_CARTS] : []);
          const version = { id: sha, image };
          const file = writeRolloutFile(stateFolder, environment, service, version, {
            ...SHORT_WAITS,
            ...fields,
          });
          return { sha, image, file };
        },
        hands: albHands(cloud, service),
        findWrongs: (_shallServe, untagged) => findWrongs(cloud, service, untagged),
      };
    }),
  );
}
