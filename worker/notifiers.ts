import { ApplicationFailure } from '@temporalio/common';
import { httpPoster } from '../activities/notifications/http-poster.ts';
import type { Notifier } from '../activities/notifications/notifier.ts';
import { slackNotifier } from '../activities/notifications/slack.ts';
import { webhookNotifier } from '../activities/notifications/webhook.ts';
import type { NotificationChannel } from '../workflows/rollout/notifications.ts';

/** Joins channels with what tells them; their URLs and secrets are read from the worker's environment. */
export function notifiers(env: NodeJS.ProcessEnv): (channel: NotificationChannel) => Notifier {
  const post = httpPoster(env['SERIN_NOTIFY_PRIVATE'] === '1');
  const read = (variable: string): string => {
    const value = env[variable];
    if (value !== undefined && value !== '') return value;
    throw ApplicationFailure.create({ type: 'NotTold', message: `the worker has no variable ${variable}` });
  };
  return ({ kind, urlFrom, secretFrom = '' }) => {
    switch (kind) {
      case 'webhook':
        return webhookNotifier(post, read(urlFrom), read(secretFrom));
      case 'slack':
        return slackNotifier(post, read(urlFrom));
    }
  };
}
