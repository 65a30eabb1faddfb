import type { SeenTasks } from '../../activities/tasks/seen-tasks.ts';
import type { RolloutView } from '../../client/rollouts/view.ts';
import { rolloutId } from '../../workflows/messages.ts';
import type { Owner } from '../../workflows/rollout/owner.ts';
import type { RolloutPlan } from '../../workflows/rollout/plan.ts';
import { consoleLinks } from '../model/console.ts';
import type { PageLink } from '../model/page-link.ts';
import type { Settings } from './settings.ts';

interface Known {
  readonly temporalPages: Settings['temporalPages'] | undefined;
  readonly console: Settings['console'] | undefined;
  readonly now: Date;
  readonly plan: RolloutPlan | undefined;
  readonly tasks: SeenTasks | { readonly trouble: string } | undefined;
}

/** Where else a rollout is seen: its commit, AWS's console, Temporal. */
export function pageLinks(
  owner: Owner,
  { runId, running, status, commit }: RolloutView,
  { now, plan, tasks, temporalPages, console }: Known,
): PageLink[] {
  const { stable, canary, events } = status;
  const inConsole = console && {
    plan,
    tasks: tasks && 'tasks' in tasks ? tasks : undefined,
    versions: [...(stable === undefined ? [] : [stable]), canary],
    began: events[0]?.at,
    ended: running ? undefined : (events.at(-1)?.latest ?? events.at(-1)?.at),
    now,
    region: console.region,
  };
  return [
    ...(commit === undefined ? [] : [{ text: 'Commit', href: commit }]),
    ...(inConsole ? consoleLinks(inConsole) : []),
    ...(temporalPages === undefined
      ? []
      : [{ text: 'Temporal', href: executionPage(temporalPages, owner, runId) }]),
  ];
}

const executionPage = (pages: string, { environment, service }: Owner, runId: string): string =>
  `${pages}/workflows/${encodeURIComponent(rolloutId(environment, service))}/${runId}`;
