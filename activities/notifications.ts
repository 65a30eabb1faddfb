import { activityInfo } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import {
  NOTIFICATION_KINDS,
  notificationId,
  type NotificationChannel,
  type NotificationEvent,
} from '../workflows/rollout/notifications.ts';
import { linksOf, type Pages } from './notifications/links.ts';
import type { Notifier } from './notifications/notifier.ts';
import { channel as channelForm } from './plan/rollout-notifications.ts';

const text = z.string().max(100_000);
const eventForm = z.strictObject({
  id: text,
  kind: z.enum(NOTIFICATION_KINDS),
  at: z.iso.datetime(),
  environment: text,
  service: text,
  canary: text,
  stable: text.optional(),
  weight: z.number().min(0).max(100).optional(),
  until: z.iso.datetime().optional(),
  reason: text,
  rollout: text,
});

/** @param pages where pages about rollouts are, to which messages link */
export function createNotificationActivities(
  notifierFor: (channel: NotificationChannel) => Notifier,
  pages: Pages = {},
) {
  return {
    /**
     * Tells one channel of one thing, for the workflow whose id says so, and answers with the thread, where the channel has threads.
     * Whatever else asks for it is refused for good: a worker signs nothing that no rollout told, and reads no other variables than a
     * deployment file may name.
     */
    async sendNotification(
      channel: NotificationChannel,
      event: NotificationEvent,
      thread?: string,
    ): Promise<string | undefined> {
      const wrong =
        channelForm.safeParse(channel).error ??
        eventForm.safeParse(event).error ??
        text.optional().safeParse(thread).error;
      if (wrong) throw refused(z.prettifyError(wrong));
      if (activityInfo().workflowExecution?.workflowId !== notificationId(channel, event))
        throw refused('the workflow that asks is not the one that tells of this');
      const links = linksOf(pages, activityInfo().namespace, event);
      return (await notifierFor(channel).notify(event, links, thread)) ?? undefined;
    },
  };
}

const refused = (reason: string) =>
  ApplicationFailure.nonRetryable(`this is not a notification of a rollout: ${reason}`, 'Refused');
