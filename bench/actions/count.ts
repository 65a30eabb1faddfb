import type { History } from '@temporalio/common/lib/proto-utils.js';

/** What a workflow costs: its events, and what Temporal Cloud bills as actions, by kind. */
export interface Cost {
  readonly events: number;
  readonly bytes: number;
  readonly actions: Readonly<Record<string, number>>;
}

/** Events that are an action each (https://docs.temporal.io/cloud/actions), by the kind that they are told as. */
const ACTIONS: Readonly<Record<string, string>> = {
  workflowExecutionStartedEventAttributes: 'start',
  workflowExecutionSignaledEventAttributes: 'signals',
  workflowExecutionUpdateAcceptedEventAttributes: 'updates',
  timerStartedEventAttributes: 'timers',
  upsertWorkflowSearchAttributesEventAttributes: 'search attributes',
  markerRecordedEventAttributes: 'markers',
  startChildWorkflowExecutionInitiatedEventAttributes: 'children',
  signalExternalWorkflowExecutionInitiatedEventAttributes: 'signals sent',
  activityTaskScheduledEventAttributes: 'activities',
};

/** Counts a history. Of an activity that was tried again each attempt is an action; heartbeats are in no history. */
export function costOf({ events }: History, bytes: number): Cost {
  const actions: Record<string, number> = {};
  const add = (kind: string, count: number) => (actions[kind] = (actions[kind] ?? 0) + count);
  for (const event of events ?? []) {
    for (const [attributes, kind] of Object.entries(ACTIONS))
      if (event[attributes as keyof typeof event]) add(kind, 1);
    const { attempt } = event.activityTaskStartedEventAttributes ?? {};
    if (attempt && attempt > 1) add('activities tried again', attempt - 1);
  }
  return { events: events?.length ?? 0, bytes, actions };
}

/** All actions of a cost. */
export const sumOf = ({ actions }: Pick<Cost, 'actions'>): number =>
  Object.values(actions).reduce((sum, count) => sum + count, 0);

/** How often each activity was asked for, the most frequent first. */
export function activitiesIn({ events }: History): [string, number][] {
  const counts = new Map<string, number>();
  for (const { activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
    const name = scheduled?.activityType?.name;
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a);
}
