export { canaryRollout } from './canary-rollout.ts';
export { queuedRollout } from './queued-rollout.ts';
