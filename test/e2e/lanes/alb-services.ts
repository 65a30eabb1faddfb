import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { createService } from '../alb/service.ts';
import { findWrongs } from './alb-aftermath.ts';
import { albHands } from './alb-hands.ts';
import { balancedLane, firstVersion } from './balanced-lane.ts';
import type { LaneService } from './lane-service.ts';

/** Creates services behind load balancers of their own; the first version of each serves. */
export const albServices = (cloud: Cloud, names: readonly string[]): Promise<LaneService[]> =>
  Promise.all(
    names.map(async (name) => {
      const service = await createService(cloud, name, ...firstVersion(cloud, name));
      return balancedLane(cloud, service, {
        router: 'alb',
        shift: 'ModifyRule',
        hands: albHands(cloud, service),
        findWrongs: (_shallServe, untagged) => findWrongs(cloud, service, untagged),
      });
    }),
  );
