import { NO_CARTS } from '../../../infra/demo/routers/cart-versions.ts';
import { shifted } from '../../../infra/demo/routers/shifted-cart.ts';
import { shaOf } from '../../../infra/demo/versions.ts';
import type { Cloud } from '../../../infra/local/up/cloud.ts';
import { buildCart } from '../alb/cart.ts';
import { writeRolloutFile } from '../alb/rollout-file.ts';
import { createService } from '../alb/service.ts';
import { SHORT_WAITS } from './alb-services.ts';
import { findWrongs } from './ecs-aftermath.ts';
import { ecsHands } from './ecs-hands.ts';
import type { LaneService } from './lane-service.ts';

/** Creates services behind load balancers of their own, whose traffic ECS itself shifts; the first version of each serves. */
export function ecsServices(cloud: Cloud, names: readonly string[]): Promise<LaneService[]> {
  const { environment, stateFolder } = cloud.endpoints;
  return Promise.all(
    names.map(async (name): Promise<LaneService> => {
      const first = shaOf(`${name} first`);
      const service = await createService(cloud, name, first, buildCart(stateFolder, first));
      const own = shifted({ cloud, rule: service.rule }, name);
      await own.letEcsShift();
      const settings = await own.settings();
      return {
        name,
        router: 'ecs',
        shift: 'ContinueServiceDeployment',
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
            // ECS makes the steps, and the tasks.
            ...{ router: undefined, provisioner: undefined, driver: { kind: 'ecsNative' } },
            ...fields,
          });
          return { sha, image, file };
        },
        hands: ecsHands(cloud, service),
        findWrongs: () => findWrongs(cloud, name, own, settings),
      };
    }),
  );
}
