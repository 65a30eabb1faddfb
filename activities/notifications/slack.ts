import type { NotificationEvent, NotificationKind } from '../../workflows/rollout/notifications.ts';
import { printable } from '../printable.ts';
import type { Poster } from './http-poster.ts';
import type { Link } from './links.ts';
import type { Notifier } from './notifier.ts';
import { SAYS } from './says.ts';

/** What Slack's incoming webhooks take, and whatever else speaks that form. */
export const slackNotifier = (post: Poster, url: string): Notifier => ({
  async notify(event, links) {
    await post(url, JSON.stringify({ text: slackText(event, links) }), {});
  },
});

const EMOJI: Readonly<Record<NotificationKind, string>> = {
  started: ':arrow_forward:',
  held: ':raised_hand:',
  gate: ':vertical_traffic_light:',
  drift: ':warning:',
  rollingBack: ':rewind:',
  stuck: ':construction:',
  promoted: ':white_check_mark:',
  rolledBack: ':leftwards_arrow_with_hook:',
  aborted: ':octagonal_sign:',
  refused: ':no_entry:',
};

/** One line in Slack's own markup; what people wrote in a reason must not become a link or a mention. */
export function slackText(
  { kind, environment, service, canary, weight, until, reason }: NotificationEvent,
  links: readonly Link[],
): string {
  const pages = links.map(({ text, url }) => `<${escaped(url)}|${text}>`);
  const at = weight === undefined ? '' : ` at ${weight} %`;
  const deadline = until === undefined ? [] : [`until ${slackTime(until)}`];
  return `*${environment}/${service}* \`${canary}\` ${EMOJI[kind]} ${SAYS[kind]}${at}: ${[escaped(reason), ...deadline, ...pages].join(' · ')}`;
}

/** Shown by the reader's own clock: https://docs.slack.dev/messaging/formatting-message-text#date-formatting */
const slackTime = (time: string): string =>
  `<!date^${Math.floor(Date.parse(time) / 1000)}^{date_short_pretty} {time}|${time}>`;

/** https://docs.slack.dev/messaging/formatting-message-text: these three and no more. */
const escaped = (text: string): string =>
  printable(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
