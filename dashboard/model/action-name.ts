/** What a person can ask of a rollout on its page. */
export const ACTIONS = [
  'approve',
  'pause',
  'resume',
  'promoteStep',
  'promoteAll',
  'setWeight',
  'abort',
] as const;
export type ActionName = (typeof ACTIONS)[number];
