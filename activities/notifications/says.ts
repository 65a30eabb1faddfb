import type { NotificationKind } from '../../workflows/rollout/notifications.ts';

/** What a rollout does, as the rest of a sentence that begins with its name. */
export const SAYS: Readonly<Record<NotificationKind, string>> = {
  started: 'started',
  held: 'waits for a person',
  gate: 'asks for approval',
  drift: 'weights were changed by somebody else',
  rollingBack: 'is rolling back',
  stuck: 'is stuck',
  promoted: 'promoted',
  rolledBack: 'rolled back',
  aborted: 'aborted',
  refused: 'refused',
};
