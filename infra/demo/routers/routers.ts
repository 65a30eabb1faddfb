import { ALB } from './alb.ts';
import { APP_MESH } from './app-mesh.ts';
import { ECS } from './ecs.ts';
import type { DemoRouter } from './router.ts';

/** Routers that the demo can be told with, by the kind that a deployment file calls them. */
const ROUTERS = new Map<string, DemoRouter>([
  ['appMesh', APP_MESH],
  ['alb', ALB],
  ['ecs', ECS],
]);

/** Throws an Error that says what would be right when there is no such router. */
export function routerOf(kind: string): DemoRouter {
  const router = ROUTERS.get(kind);
  if (router) return router;
  throw new Error(`ROUTER is "${kind}": must be ${[...ROUTERS.keys()].join(' or ')}`);
}
