import type { Owner } from './owner.ts';

/** What people are told of while a rollout goes on by itself. */
export const NOTIFICATION_KINDS = [
  'started',
  'held',
  'gate',
  'drift',
  'rollingBack',
  'stuck',
  'promoted',
  'rolledBack',
  'aborted',
  'refused',
] as const;
export type NotificationKind = (typeof NOTIFICATION_KINDS)[number];

export const CHANNEL_KINDS = [
  'webhook',
  'slack',
  'slackBot',
  'teams',
  'pagerDuty',
  'eventBridge',
  'sns',
] as const;

/** Where notifications go. Addresses and secrets stay with the worker; the plan only names them. */
export interface NotificationChannel {
  readonly name: string;
  /** A signed JSON body by the rules of Standard Webhooks, or what Slack's incoming webhooks or its API, Microsoft Teams' workflows, PagerDuty, Amazon EventBridge or SNS take. */
  readonly kind: (typeof CHANNEL_KINDS)[number];
  /** Environment variable of the worker that holds the URL; default: that of Slack's or PagerDuty's API. */
  readonly urlFrom?: string;
  /** Environment variable of the worker that holds the webhook's signing secret, PagerDuty's integration key or the token of Slack's bot. */
  readonly secretFrom?: string;
  /** Id of the Slack channel in which the bot begins a thread. */
  readonly slackChannel?: string;
  /** Name or ARN of the event bus of EventBridge. */
  readonly eventBus?: string;
  /** ARN of the topic of SNS. */
  readonly topic?: string;
  readonly events: readonly NotificationKind[];
}

/** Workflow id of what tells a channel of an event. */
export const notificationId = (
  { name }: Pick<NotificationChannel, 'name'>,
  { environment, service, id }: Pick<NotificationEvent, 'environment' | 'service' | 'id'>,
): string => `notification/${environment}/${service}/${id}/${name}`;

/** Whose rollout an id tells of; undefined for any other id. */
export function notificationOwner(id: string): Owner | undefined {
  const [, environment, service] = /^notification\/([^/]+)\/([^/]+)\//.exec(id) ?? [];
  return environment === undefined || service === undefined ? undefined : { environment, service };
}

/** One thing that happened to a rollout. The id is the same in every attempt, so that a receiver can drop repetitions. */
export interface NotificationEvent {
  readonly id: string;
  readonly kind: NotificationKind;
  readonly at: string;
  readonly environment: string;
  readonly service: string;
  readonly canary: string;
  readonly stable: string | undefined;
  /** Weight of the step under way, in percent. */
  readonly weight: number | undefined;
  /** Until when people are waited for at the most; ISO time. */
  readonly until?: string | undefined;
  readonly reason: string;
  /** Workflow id of the rollout. */
  readonly rollout: string;
}
