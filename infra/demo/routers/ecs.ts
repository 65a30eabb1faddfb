import { ALB } from './alb.ts';
import { BY_ECS, buildCart } from './alb-build.ts';
import { cartRule } from './cart-stack.ts';
import { ecsAftermath } from './ecs-aftermath.ts';
import type { DemoRouter } from './router.ts';
import { shifted } from './shifted-cart.ts';

/** What the service was like before its first rollout, by the cloud that it is in. */
const BEFORE = new WeakMap<object, object>();

/** The same cart, whose traffic ECS itself shifts. */
export const ECS: DemoRouter = {
  ...ALB,
  lead: 'Requests are counted by a caller of the load balancer, one by one, while ECS shifts the traffic.',
  // Whether its tasks are healthy ECS finds out, and waits for as long as they may take.
  versions: { ...ALB.versions, unreachable: undefined },
  build: (deployment, cloud) => Promise.resolve(buildCart(deployment, cloud, BY_ECS)),
  look: async (cloud) =>
    ecsAftermath(cloud, shifted({ cloud, rule: await cartRule(cloud) }), BEFORE.get(cloud) ?? {}),
  // With each deployment ECS changes the target group that has the traffic.
  inventory: undefined,
  async open(cloud, run) {
    const { guarded: _, ...opened } = await ALB.open(cloud, run);
    const cart = shifted({ cloud, rule: await cartRule(cloud) });
    await cart.letEcsShift();
    BEFORE.set(cloud, await cart.settings());
    return opened;
  },
};
