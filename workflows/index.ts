export { canaryRollout } from './canary-rollout.ts';
