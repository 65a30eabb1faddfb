import type { Client } from '@temporalio/client';
import { ApplicationFailure, type Payload } from '@temporalio/common';
import { decodeOptionalFailureToOptionalError } from '@temporalio/common/lib/internal-non-workflow/index.js';
import type { temporal } from '@temporalio/proto';
import { MADE_CALLS, type Act, type MadeCall } from '../../activities/made-calls.ts';

type HistoryEvent = temporal.api.history.v1.IHistoryEvent;

/** What was read of an execution's history. */
interface Read {
  readonly acts: Map<string, Act>;
  /** The number of the last event. */
  last: number;
  /** The execution that this one goes on with. */
  before?: string | undefined;
}

/** Of so many executions it is remembered what was read. */
const MOST_READ = 200;

/** Reads from histories what rollouts have asked of AWS, and asks for nothing of one that has not grown since. */
export class ActReader {
  readonly #client: Client;
  readonly #read = new Map<string, Read>();

  constructor(client: Client) {
    this.#client = client;
  }

  /**
   * All acts of a rollout in order, by the histories of its executions as far as Temporal still has them.
   *
   * @param length how many events the history has: nothing is asked where as many were read before
   */
  async actsOf(workflowId: string, runId: string, length = 1): Promise<Act[]> {
    const read = this.#read.get(runId) ?? { acts: new Map<string, Act>(), last: 0 };
    if (read.last < length) {
      for (const event of await eventsAfter(this.#client, { workflowId, runId }, read.last, length)) {
        read.before ??= event.workflowExecutionStartedEventAttributes?.continuedExecutionRunId || undefined;
        await take(this.#client, event, read.acts);
        read.last = Number(event.eventId);
      }
      this.#keep(runId, read);
    }
    // An execution that another one goes on with has ended.
    const earlier =
      read.before === undefined ? [] : await this.actsOf(workflowId, read.before).catch(() => []);
    const own = [...read.acts.values()].filter(
      ({ calls, failure }) => calls.length > 0 || failure !== undefined,
    );
    return [...earlier, ...own];
  }

  #keep(runId: string, read: Read): void {
    this.#read.delete(runId);
    this.#read.set(runId, read);
    const [oldest] = this.#read.keys();
    if (this.#read.size > MOST_READ && oldest !== undefined) this.#read.delete(oldest);
  }
}

/** The events of an execution after one, in order. They are read from the end, so that most of those before it are left alone. */
async function eventsAfter(
  client: Client,
  execution: { readonly workflowId: string; readonly runId: string },
  last: number,
  length: number,
): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextPageToken: Uint8Array | null | undefined;
  do {
    const page = await client.workflowService.getWorkflowExecutionHistoryReverse({
      namespace: client.options.namespace,
      execution,
      ...(last > 0 && { maximumPageSize: length - last }),
      ...(nextPageToken && { nextPageToken }),
    });
    events.push(...(page.history?.events ?? []));
    ({ nextPageToken } = page);
  } while (nextPageToken?.length && Number(events.at(-1)?.eventId) > last + 1);
  return events.filter(({ eventId }) => Number(eventId) > last).toReversed();
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
