import { shifted } from '../../../infra/demo/routers/shifted-cart.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { createService } from '../alb/service.ts';
import { balancedLane, firstVersion } from './balanced-lane.ts';
import { findWrongs } from './ecs-aftermath.ts';
import { ecsHands } from './ecs-hands.ts';
import type { LaneService } from './lane-service.ts';

/** ECS makes the steps, and the tasks. */
const SHIFTED_BY_ECS = { router: undefined, provisioner: undefined, driver: { kind: 'ecsNative' } };

/** Creates services behind load balancers of their own, whose traffic ECS itself shifts; the first version of each serves. */
export const ecsServices = (cloud: Cloud, names: readonly string[]): Promise<LaneService[]> =>
  Promise.all(
    names.map(async (name) => {
      const service = await createService(cloud, name, ...firstVersion(cloud, name));
      const cart = shifted({ cloud, rule: service.rule }, name);
      await cart.letEcsShift();
      const settings = await cart.settings();
      const own = {
        router: 'ecs',
        shift: 'ContinueServiceDeployment',
        hands: ecsHands(cloud, service),
        findWrongs: () => findWrongs(cloud, name, cart, settings),
      } as const;
      return balancedLane(cloud, service, own, SHIFTED_BY_ECS);
    }),
  );
