import { NO_CARTS } from '../../../infra/demo/routers/cart-versions.ts';
import { unknowing } from '../../../infra/demo/routers/cart-stack.ts';
import { shaOf } from '../../../infra/demo/versions.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { buildCart } from '../alb/cart.ts';
import { writeRolloutFile } from '../alb/rollout-file.ts';
import { createService } from '../alb/service.ts';
import { SHORT_WAITS } from './alb-services.ts';
import { findHomeWrongs } from './home-aftermath.ts';
import { homeHands } from './home-hands.ts';
import type { LaneService } from './lane-service.ts';

/** Creates services behind load balancers of their own that keep their names; their code knows nothing of Serin. */
export function homeServices(cloud: Cloud, names: readonly string[]): Promise<LaneService[]> {
  const { environment, stateFolder } = cloud.endpoints;
  return Promise.all(
    names.map(async (name): Promise<LaneService> => {
      const first = shaOf(`${name} first`);
      const service = await createService(cloud, name, first, buildCart(stateFolder, first), unknowing);
      return {
        name,
        router: 'in-place',
        shift: 'ModifyRule',
        serves: true,
        restoring: { onDrift: 'restore' },
        longBake: { steps: [{ weight: 50, bakeSeconds: 600 }] },
        callers: { ...service.address, path: `/${name}` },
        build(title, fields, failing) {
          const sha = shaOf(`${name} ${title}`);
          const image = buildCart(stateFolder, sha, failing ? [NO_CARTS] : []);
          const file = writeRolloutFile(
            stateFolder,
            environment,
            service,
            { id: sha, image },
            { ...SHORT_WAITS, provisioner: { kind: 'ecs' }, ...fields },
          );
          return { sha, image, file };
        },
        hands: homeHands(cloud, service),
        findWrongs: () => findHomeWrongs(cloud, service),
      };
    }),
  );
}
