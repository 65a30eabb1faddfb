import type { NotificationEvent, NotificationKind } from '../../workflows/rollout/notifications.ts';
import { printable } from '../printable.ts';
import type { Poster } from './http-poster.ts';
import type { Link } from './links.ts';
import type { Notifier } from './notifier.ts';
import { SAYS } from './says.ts';

export const PAGER_DUTY = 'https://events.pagerduty.com/v2/enqueue';

/**
 * PagerDuty by its Events API v2. All that needs people in a rollout is one incident, which its end resolves; its start is none.
 *
 * @param routingKey the integration key of a service
 */
export const pagerDutyNotifier = (post: Poster, url: string, routingKey: string): Notifier => ({
  async notify(event, links) {
    const body = pagerDutyEvent(event, links, routingKey);
    if (body) await post(url, JSON.stringify(body), {});
  },
});

type Severity = 'critical' | 'error' | 'warning';

const MEANS: Readonly<Record<NotificationKind, Severity | 'resolve' | undefined>> = {
  started: undefined,
  held: 'warning',
  gate: 'warning',
  drift: 'warning',
  rollingBack: 'error',
  stuck: 'critical',
  promoted: 'resolve',
  rolledBack: 'resolve',
  aborted: 'resolve',
  // It has no end that would resolve it before somebody has looked.
  refused: 'error',
};

/** https://developer.pagerduty.com/docs/send-alert-event; undefined for what is no incident. */
export function pagerDutyEvent(
  event: NotificationEvent,
  links: readonly Link[],
  routingKey: string,
): object | undefined {
  const { id, kind, at, environment, service, canary, stable, weight, until, reason, rollout } = event;
  const means = MEANS[kind];
  if (means === undefined) return undefined;
  const [runId] = id.split('/');
  const which = { routing_key: routingKey, dedup_key: `${rollout}/${runId}`.slice(-MOST_KEY) };
  if (means === 'resolve') return { ...which, event_action: 'resolve' };
  const summary = printable(`${environment}/${service} ${canary}: ${SAYS[kind]}: ${reason}`);
  return {
    ...which,
    event_action: 'trigger',
    client: 'Serin',
    payload: {
      summary: summary.slice(0, MOST_SUMMARY),
      source: rollout,
      severity: means,
      timestamp: at,
      component: service,
      group: environment,
      class: kind,
      custom_details: { canary, stable: stable ?? 'none', weight, until, reason: printable(reason) },
    },
    links: links.map(({ text, url }) => ({ href: url, text })),
  };
}

/** Characters, at the most. */
const MOST_KEY = 255;
const MOST_SUMMARY = 1024;
