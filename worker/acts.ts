import type { Client } from '@temporalio/client';
import { ApplicationFailure, type Payload } from '@temporalio/common';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';
import { MADE_CALLS, type Act, type MadeCall } from '../activities/made-calls.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What a rollout has asked of AWS, in order, by the histories of its executions as far as Temporal still has them. */
export async function madeCalls(client: Client, workflowId: string, runId: string): Promise<Act[]> {
  const acts = new Map<string, Act>();
  let before: string | undefined;
  for await (const event of eventsOf(client, workflowId, runId)) {
    before ??= event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
    await take(client, event, acts);
  }
  const earlier = before === undefined ? [] : await madeCalls(client, workflowId, before).catch(() => []);
  const own = [...acts.values()].filter(({ calls, failure }) => calls.length > 0 || failure !== undefined);
  return [...earlier, ...own];
}

async function* eventsOf(client: Client, workflowId: string, runId: string): AsyncGenerator<HistoryEvent> {
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      ...(nextPageToken && { nextPageToken }),
    });
    yield* page.history?.events ?? [];
    ({ nextPageToken } = page);
  } while (nextPageToken?.length);
}

/** Takes in what an event tells of an activity, which is known by the event that scheduled it. */
async function take(client: Client, event: HistoryEvent, acts: Map<string, Act>): Promise<void> {
  const { activityTaskScheduledEventAttributes: scheduled, eventId, eventTime } = event;
  if (scheduled) {
    const at = new Date(Number(eventTime?.seconds ?? 0) * 1000).toISOString();
    acts.set(String(eventId), { activity: scheduled.activityType?.name ?? '', at, attempts: 1, calls: [] });
  }
  const told = toldOfActivity(event);
  const id = String(told?.scheduledEventId);
  const act = acts.get(id);
  if (!told || !act) return;
  const failure = await failureText(client, told.failure);
  acts.set(id, {
    ...act,
    ...(typeof told.attempt === 'number' && { attempts: told.attempt }),
    ...(told.answer && { calls: await callsBeside(client, told.answer) }),
    ...(failure !== undefined && { failure }),
  });
}

interface Told {
  readonly scheduledEventId: unknown;
  readonly attempt?: number | null | undefined;
  readonly failure?: Failure;
  readonly answer?: Payload[] | null | undefined;
}

type Failure = temporal.api.failure.v1.IFailure | null | undefined;

/** What an event says of an activity that was scheduled before. */
function toldOfActivity(event: HistoryEvent): Told | undefined {
  const { activityTaskStartedEventAttributes: started, activityTaskCompletedEventAttributes: completed } =
    event;
  if (started) {
    const { scheduledEventId, attempt, lastFailure: failure } = started;
    return { scheduledEventId, attempt, failure };
  }
  if (completed)
    return { scheduledEventId: completed.scheduledEventId, answer: completed.result?.payloads ?? [] };
  const failed = event.activityTaskFailedEventAttributes ?? event.activityTaskTimedOutEventAttributes;
  return failed ? { scheduledEventId: failed.scheduledEventId, failure: failed.failure } : undefined;
}

/** What was waited for by trying again is no failure. */
async function failureText(client: Client, failure: Failure): Promise<string | undefined> {
  const error = await decodeOptionalFailureToOptionalError(client.options.loadedDataConverter, failure);
  const isPatience = error instanceof ApplicationFailure && error.category === 'BENIGN';
  return isPatience ? undefined : error?.message;
}

async function callsBeside(client: Client, payloads: Payload[] | null | undefined): Promise<MadeCall[]> {
  let [answer] = payloads ?? [];
  for (const codec of client.options.loadedDataConverter.payloadCodecs.toReversed())
    [answer] = answer ? await codec.decode([answer]) : [];
  const noted = answer?.metadata?.[MADE_CALLS];
  return noted ? (JSON.parse(new TextDecoder().decode(noted)) as MadeCall[]) : [];
}
