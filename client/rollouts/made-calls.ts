export type { Act } from '../../activities/made-calls.ts';
export { madeCalls } from '../../worker/acts.ts';
