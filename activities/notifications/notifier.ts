import type { Link } from './links.ts';
import type { NotificationEvent } from '../../workflows/rollout/notifications.ts';

/**
 * What tells people something. Fails when they may not have got it; the event's id lets them drop repetitions. Answers with the thread
 * that it was told in, where it has threads, in which later ones can be told.
 */
export interface Notifier {
  notify(event: NotificationEvent, links: readonly Link[], thread?: string): Promise<string | void>;
}
