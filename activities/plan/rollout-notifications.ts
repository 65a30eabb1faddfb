import { z } from 'zod';
import { NOTIFICATION_KINDS, type NotificationChannel } from '../../workflows/rollout/notifications.ts';
import { name } from './names.ts';
import { oneOf } from './rollout-fields.ts';

const variable = (what: string) =>
  z
    .string({ error: `must be the name of a variable: ${what}` })
    .regex(/^SERIN_[A-Z0-9_]+$/, `must be a variable of the worker, named SERIN_…: ${what}`)
    .describe(`environment variable of the worker: ${what}`);

/** One who is told. */
export const channel = z
  .strictObject({
    name: name(40, 'the channel'),
    kind: oneOf(['webhook', 'slack'], 'how it is told').describe(
      'a signed webhook, or a Slack incoming webhook',
    ),
    urlFrom: variable('the URL'),
    secretFrom: variable('the signing secret').optional(),
    events: z
      .array(oneOf(NOTIFICATION_KINDS, 'of what it is told'))
      .default([...NOTIFICATION_KINDS])
      .describe('of what it is told; of everything unless given'),
  })
  .refine(({ kind, secretFrom }) => (kind === 'webhook') === (secretFrom !== undefined), {
    error: 'a webhook needs secretFrom, by which it is signed; Slack has none',
    path: ['secretFrom'],
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
  given.map(({ secretFrom, ...rest }) => (secretFrom === undefined ? rest : { ...rest, secretFrom }));
