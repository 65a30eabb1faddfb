import { z } from 'zod';
import {
  CHANNEL_KINDS,
  NOTIFICATION_KINDS,
  type NotificationChannel,
} from '../../workflows/rollout/notifications.ts';
import { name } from './names.ts';
import { oneOf } from './rollout-fields.ts';

const variable = (what: string) =>
  z
    .string({ error: `must be the name of a variable: ${what}` })
    .regex(/^SERIN_[A-Z0-9_]+$/, `must be a variable of the worker, named SERIN_…: ${what}`)
    .describe(`environment variable of the worker: ${what}`);

type Kind = NotificationChannel['kind'];

const HAS_SECRET: readonly Kind[] = ['webhook', 'slackBot', 'pagerDuty'];
const HAS_URL: readonly Kind[] = ['webhook', 'slack', 'slackBot', 'teams', 'pagerDuty'];

/** Those whose address is known. */
const HAS_ADDRESS: readonly Kind[] = ['pagerDuty', 'slackBot', 'eventBridge', 'sns'];

/** One who is told. */
export const channel = z
  .strictObject({
    name: name(40, 'the channel'),
    kind: oneOf(CHANNEL_KINDS, 'kind of channel').describe(
      'a signed webhook, a Slack incoming webhook, a Slack bot with one thread per rollout, a webhook of a Microsoft Teams workflow, PagerDuty, an Amazon EventBridge event bus, or an Amazon SNS topic, for e-mail',
    ),
    urlFrom: variable("the URL; default: that of Slack's or PagerDuty's API").optional(),
    secretFrom: variable(
      "the webhook's signing secret, PagerDuty's integration key, or the token of Slack's bot",
    ).optional(),
    slackChannel: z
      .string({ error: 'must be the id of a Slack channel' })
      .regex(/^[CDG][A-Z0-9]{6,}$/, 'must be the id of a Slack channel, such as C024BE91L')
      .describe('id of the channel in which the Slack bot starts its threads, such as C024BE91L')
      .optional(),
    eventBus: z
      .string({ error: 'must be the name or the ARN of an event bus' })
      .regex(
        /^(?:arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/)?[\w./-]{1,256}$/,
        'must be the name or the ARN of an event bus, such as default',
      )
      .describe('name or ARN of the event bus of EventBridge')
      .optional(),
    topic: z
      .string({ error: 'must be the ARN of an SNS topic' })
      .regex(
        /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/,
        'must be the ARN of a standard SNS topic, such as arn:aws:sns:eu-west-1:123456789012:deployments',
      )
      .describe('ARN of the SNS topic, in whichever Region')
      .optional(),
    events: z
      .array(oneOf(NOTIFICATION_KINDS, 'of what it is told'))
      .default([...NOTIFICATION_KINDS])
      .describe('events it is notified of; default: all'),
  })
  .refine(({ kind, secretFrom }) => HAS_SECRET.includes(kind) === (secretFrom !== undefined), {
    error:
      'a webhook needs secretFrom, by which it is signed, PagerDuty its integration key, and a Slack bot its token; others have none',
    path: ['secretFrom'],
  })
  .refine(({ kind, slackChannel }) => (kind === 'slackBot') === (slackChannel !== undefined), {
    error: 'a Slack bot needs the channel in which it writes; others have none',
    path: ['slackChannel'],
  })
  .refine(({ kind, eventBus }) => (kind === 'eventBridge') === (eventBus !== undefined), {
    error: 'EventBridge needs the event bus that it is told by; others have none',
    path: ['eventBus'],
  })
  .refine(({ kind, topic }) => (kind === 'sns') === (topic !== undefined), {
    error: 'SNS needs the topic that it is told by; others have none',
    path: ['topic'],
  })
  .refine(({ kind, urlFrom }) => HAS_URL.includes(kind) || urlFrom === undefined, {
    error: 'AWS is told by its own API: there is no URL',
    path: ['urlFrom'],
  })
  .refine(({ kind, urlFrom }) => HAS_ADDRESS.includes(kind) || urlFrom !== undefined, {
    error: 'must be given: the variable of the worker that holds the URL',
    path: ['urlFrom'],
  });

/** Who is told what, by which means. */
export const notifications = z
  .array(channel, { error: 'must be a list of channels' })
  .max(10, 'must have at most 10 channels')
  .refine((channels) => new Set(channels.map(({ name }) => name)).size === channels.length, {
    error: 'names of channels must differ',
  })
  .default([]);

export const channelsOf = (given: z.output<typeof notifications>): NotificationChannel[] =>
  given.map(({ urlFrom, secretFrom, slackChannel, eventBus, topic, ...rest }) => ({
    ...rest,
    ...(eventBus !== undefined && { eventBus }),
    ...(topic !== undefined && { topic }),
    ...(urlFrom !== undefined && { urlFrom }),
    ...(secretFrom !== undefined && { secretFrom }),
    ...(slackChannel !== undefined && { slackChannel }),
  }));
