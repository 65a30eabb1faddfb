import type { NotificationEvent, NotificationKind } from '../../workflows/rollout/notifications.ts';
import { printable } from '../printable.ts';
import type { Poster } from './http-poster.ts';
import type { Notifier } from './notifier.ts';

/** What Slack's incoming webhooks take, and whatever else speaks that form. */
export const slackNotifier = (post: Poster, url: string): Notifier => ({
  notify: (event) => post(url, JSON.stringify({ text: slackText(event) }), {}),
});

const SAYS: Readonly<Record<NotificationKind, string>> = {
  started: ':arrow_forward: started',
  held: ':raised_hand: waits for a person',
  gate: ':vertical_traffic_light: asks for approval',
  drift: ':warning: weights were changed by somebody else',
  rollingBack: ':rewind: is rolling back',
  stuck: ':construction: is stuck',
  promoted: ':white_check_mark: promoted',
  rolledBack: ':leftwards_arrow_with_hook: rolled back',
  aborted: ':octagonal_sign: aborted',
};

/** One line in Slack's own markup; what people wrote in a reason must not become a link or a mention. */
export function slackText({ kind, environment, service, canary, weight, reason }: NotificationEvent): string {
  const at = weight === undefined ? '' : ` at ${weight} %`;
  return `*${environment}/${service}* \`${canary}\` ${SAYS[kind]}${at}: ${escaped(reason)}`;
}

/** https://docs.slack.dev/messaging/formatting-message-text: these three and no more. */
const escaped = (text: string): string =>
  printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
