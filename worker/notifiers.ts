import { ApplicationFailure } from '@temporalio/common';
import { eventBridgeNotifier } from '../activities/notifications/event-bridge.ts';
import { httpPoster } from '../activities/notifications/http-poster.ts';
import type { Notifier } from '../activities/notifications/notifier.ts';
import type { Pages } from '../activities/notifications/links.ts';
import { PAGER_DUTY, pagerDutyNotifier } from '../activities/notifications/pager-duty.ts';
import { SLACK, slackBotNotifier } from '../activities/notifications/slack-bot.ts';
import { slackNotifier } from '../activities/notifications/slack.ts';
import { snsNotifier } from '../activities/notifications/sns.ts';
import { teamsNotifier } from '../activities/notifications/teams.ts';
import { webhookNotifier } from '../activities/notifications/webhook.ts';
import { placeOf } from '../activities/permissions/place.ts';
import { createNotificationActivities } from '../activities/notifications.ts';
import { notificationClients, type NotificationClients } from './notification-clients.ts';
import type { NotificationChannel } from '../workflows/rollout/notifications.ts';

/** Joins channels with what tells them; their URLs and secrets are read from the worker's environment. */
export function notifiers(
  env: NodeJS.ProcessEnv,
  aws: NotificationClients = notificationClients(),
): (channel: NotificationChannel) => Notifier {
  const post = httpPoster(env['SERIN_NOTIFY_PRIVATE'] === '1');
  const read = (variable: string): string => {
    const value = env[variable];
    if (value !== undefined && value !== '') return value;
    throw ApplicationFailure.create({ type: 'NotTold', message: `the worker has no variable ${variable}` });
  };
  return ({ kind, urlFrom = '', secretFrom = '', slackChannel = '', eventBus = '', topic = '' }) => {
    switch (kind) {
      case 'webhook':
        return webhookNotifier(post, read(urlFrom), read(secretFrom));
      case 'slack':
        return slackNotifier(post, read(urlFrom));
      case 'slackBot':
        return slackBotNotifier(post, urlFrom === '' ? SLACK : read(urlFrom), read(secretFrom), slackChannel);
      case 'teams':
        return teamsNotifier(post, read(urlFrom));
      case 'pagerDuty':
        return pagerDutyNotifier(post, urlFrom === '' ? PAGER_DUTY : read(urlFrom), read(secretFrom));
      case 'eventBridge':
        return eventBridgeNotifier(aws.eventBridge, eventBus);
      case 'sns':
        return snsNotifier(aws.sns(placeOf(topic).region), topic);
    }
  };
}

/** What tells people, by the worker's environment. */
export const notificationActivities = (env: NodeJS.ProcessEnv, aws?: NotificationClients) =>
  createNotificationActivities(notifiers(env, aws), pages(env));

/** Where pages about rollouts are, by the worker's environment. */
const pages = (env: NodeJS.ProcessEnv): Pages => ({
  temporalUi: env['SERIN_TEMPORAL_UI'] || undefined,
  dashboard: env['SERIN_DASHBOARD'] || undefined,
  commit: env['SERIN_COMMIT'] || undefined,
});
