export { notification } from './announce.ts';
export { canaryRollout } from './canary-rollout.ts';
export { reconcileService } from './reconcile.ts';
export { queuedRollout } from './queued-rollout.ts';
