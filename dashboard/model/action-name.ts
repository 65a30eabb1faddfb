/** What a person can ask of a rollout on its page. */
export const ACTIONS = [
  'approve',
  'pause',
  'resume',
  'promoteStep',
  'promoteAll',
  'setWeight',
  'abort',
  'undo',
] as const;
export type ActionName = (typeof ACTIONS)[number];

/** What is asked of a rollout that runs; an undo begins one of its own. */
export type CommandAction = Exclude<ActionName, 'undo'>;
