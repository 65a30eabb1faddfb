import { ApplicationFailure } from '@temporalio/common';
import { z } from 'zod';
import type { NotificationKind } from '../../workflows/rollout/notifications.ts';
import type { Poster } from './http-poster.ts';
import type { Notifier } from './notifier.ts';
import { slackText } from './slack.ts';

export const SLACK = 'https://slack.com/api/chat.postMessage';

/** What the whole channel is shown as well, though it is told in a thread. */
const SHOWN_TO_ALL: readonly NotificationKind[] = [
  'held',
  'gate',
  'stuck',
  'promoted',
  'rolledBack',
  'aborted',
  'refused',
];

const answerForm = z.union([
  z.object({ ok: z.literal(true), ts: z.string() }),
  z.object({ ok: z.literal(false), error: z.string() }),
]);

/**
 * Slack by a bot's token (https://docs.slack.dev/reference/methods/chat.postMessage): the first message of a rollout begins a thread, the
 * others are told in it.
 *
 * @param token of a bot that may `chat:write` and is in the channel
 */
export const slackBotNotifier = (post: Poster, url: string, token: string, channel: string): Notifier => ({
  async notify(event, links, thread) {
    const message = {
      channel,
      text: slackText(event, links),
      unfurl_links: false,
      ...(thread !== undefined && { thread_ts: thread, reply_broadcast: SHOWN_TO_ALL.includes(event.kind) }),
    };
    const answer = answerOf(
      await post(url, JSON.stringify(message), {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json; charset=utf-8',
      }),
    );
    if (!answer.ok) throw notTold(`Slack answers ${answer.error}`);
    return thread ?? answer.ts;
  },
});

function answerOf(text: string): z.output<typeof answerForm> {
  try {
    return answerForm.parse(JSON.parse(text));
  } catch {
    throw notTold("the answer is not one of Slack's API");
  }
}

const notTold = (message: string) => ApplicationFailure.create({ type: 'NotTold', message });
