import { unknowing } from '../../../infra/demo/routers/cart-stack.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { createService } from '../alb/service.ts';
import { balancedLane, firstVersion } from './balanced-lane.ts';
import { findHomeWrongs } from './home-aftermath.ts';
import { homeHands } from './home-hands.ts';
import type { LaneService } from './lane-service.ts';

/** Creates services behind load balancers of their own that keep their names; their code knows nothing of Serin. */
export const homeServices = (cloud: Cloud, names: readonly string[]): Promise<LaneService[]> =>
  Promise.all(
    names.map(async (name) => {
      const service = await createService(cloud, name, ...firstVersion(cloud, name), unknowing);
      const own = {
        router: 'in-place',
        shift: 'ModifyRule',
        longEnd: { finalBakeSeconds: 600 },
        hands: homeHands(cloud, service),
        findWrongs: () => findHomeWrongs(cloud, service),
      } as const;
      return balancedLane(cloud, service, own, { provisioner: { kind: 'ecs' } });
    }),
  );
