import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { NotificationEvent } from '../../workflows/rollout/notifications.ts';
import { printable } from '../printable.ts';
import type { Link } from './links.ts';
import type { Notifier } from './notifier.ts';
import { SAYS } from './says.ts';

/**
 * A topic of Amazon SNS, for e-mail above all (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html). Subscriptions can be filtered by the
 * attributes `environment`, `service` and `kind`.
 *
 * @param topic ARN
 */
export const snsNotifier = (client: SNSClient, topic: string): Notifier => ({
  async notify(event, links) {
    await client.send(
      new PublishCommand({
        TopicArn: topic,
        Subject: subjectOf(event),
        Message: mailText(event, links),
        MessageAttributes: Object.fromEntries(
          (['environment', 'service', 'kind'] as const).map((name) => [
            name,
            { DataType: 'String', StringValue: event[name] },
          ]),
        ),
      }),
    );
  },
});

/** Characters: less than 100, of ASCII alone, and on one line. */
const MOST_SUBJECT = 99;

const subjectOf = ({ environment, service, canary, kind }: NotificationEvent): string =>
  printable(`${environment}/${service} ${canary}: ${SAYS[kind]}`)
    .replace(/[^\x20-\x7e]/g, '?')
    .slice(0, MOST_SUBJECT);

/** Lines for a person to read. */
export function mailText(event: NotificationEvent, links: readonly Link[]): string {
  const { kind, environment, service, canary, stable, weight, until, reason } = event;
  const lines = [
    `${environment}/${service} ${SAYS[kind]}: ${printable(reason)}`,
    '',
    `Canary:  ${canary}`,
    `Stable:  ${stable ?? 'none'}`,
    ...(weight === undefined ? [] : [`Weight:  ${weight} %`]),
    ...(until === undefined ? [] : [`Until:   ${until}`]),
    ...(links.length === 0 ? [] : ['', ...links.map(({ text, url }) => `${text}: ${url}`)]),
  ];
  return `${lines.join('\n')}\n`;
}
