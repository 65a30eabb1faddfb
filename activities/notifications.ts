import type { NotificationChannel, NotificationEvent } from '../workflows/rollout/notifications.ts';
import type { Notifier } from './notifications/notifier.ts';

export function createNotificationActivities(notifierFor: (channel: NotificationChannel) => Notifier) {
  return {
    /** Tells one channel of one thing. */
    async sendNotification(channel: NotificationChannel, event: NotificationEvent): Promise<void> {
      return notifierFor(channel).notify(event);
    },
  };
}
