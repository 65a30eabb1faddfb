import { asMarkdown } from '../../workflows/rollout/markdown.ts';
import type { NotificationEvent } from '../../workflows/rollout/notifications.ts';
import { printable } from '../printable.ts';
import type { Poster } from './http-poster.ts';
import type { Link } from './links.ts';
import type { Notifier } from './notifier.ts';
import { SAYS } from './says.ts';

/** Microsoft Teams by a workflow's webhook, which takes a message with an adaptive card. */
export const teamsNotifier = (post: Poster, url: string): Notifier => ({
  async notify(event, links) {
    await post(url, JSON.stringify(teamsMessage(event, links)), {});
  },
});

/** https://adaptivecards.io/explorer/AdaptiveCard.html, of version 1.4, which Teams shows everywhere. */
export function teamsMessage(event: NotificationEvent, links: readonly Link[]): object {
  const { kind, environment, service, canary, stable, weight, until, reason } = event;
  const facts = [
    ['Canary', canary],
    ['Stable', stable ?? 'none'],
    ...(weight === undefined ? [] : [['Weight', `${weight} %`]]),
    ...(until === undefined ? [] : [['Until', until]]),
  ];
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            {
              type: 'TextBlock',
              size: 'Medium',
              weight: 'Bolder',
              wrap: true,
              text: shown(`${environment}/${service}: ${SAYS[kind]}`),
            },
            { type: 'TextBlock', wrap: true, text: shown(reason) },
            { type: 'FactSet', facts: facts.map(([title, value = '']) => ({ title, value: shown(value) })) },
          ],
          actions: links.map(({ text, url }) => ({ type: 'Action.OpenUrl', title: text, url })),
        },
      },
    ],
  };
}

/** Cards read Markdown; what people wrote must not become a link. */
const shown = (text: string): string => asMarkdown(printable(text));
