import type { NotificationEvent } from '../../workflows/rollout/notifications.ts';

/** A page that tells more about a rollout. */
export interface Link {
  readonly text: string;
  readonly url: string;
}

/** Where pages about rollouts are; none where left out. */
export interface Pages {
  /** Address of Temporal's UI. */
  readonly temporalUi?: string | undefined;
  /** Address of a dashboard, in which `{environment}` and `{service}` stand for the rollout's. */
  readonly dashboard?: string | undefined;
  /** Address of a version's commit, in which `{environment}`, `{service}` and `{version}` stand for the rollout's. */
  readonly commit?: string | undefined;
}

/** The pages of the rollout that an event is about. */
export function linksOf(
  { temporalUi, dashboard, commit }: Pages,
  namespace: string,
  { id, rollout, environment, service, canary: version }: NotificationEvent,
): Link[] {
  const [runId = ''] = id.split('/');
  const links: Link[] = [];
  if (temporalUi !== undefined) {
    const [of, workflow, run] = [namespace, rollout, runId].map(encodeURIComponent);
    const url = `${temporalUi.replace(/\/$/, '')}/namespaces/${of}/workflows/${workflow}/${run}`;
    links.push({ text: 'Temporal', url });
  }
  const filledIn = (address: string): string =>
    Object.entries({ environment, service, version }).reduce(
      (url, [name, value]) => url.replaceAll(`{${name}}`, encodeURIComponent(value)),
      address,
    );
  if (dashboard !== undefined) links.push({ text: 'Dashboard', url: filledIn(dashboard) });
  if (commit !== undefined) links.push({ text: 'Commit', url: filledIn(commit) });
  return links;
}
