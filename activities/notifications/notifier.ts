import type { Link } from './links.ts';
import type { NotificationEvent } from '../../workflows/rollout/notifications.ts';

/** What tells people something. Fails when they may not have got it; the event's id lets them drop repetitions. */
export interface Notifier {
  notify(event: NotificationEvent, links: readonly Link[]): Promise<void>;
}
