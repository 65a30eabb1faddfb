import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { workerDataConverter } from '../../worker/data-converter.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { rolloutId } from '../../workflows/messages.ts';
import { GOING_BACK } from '../../workflows/rollout/urgency.ts';

interface History {
  readonly events: readonly {
    readonly eventTime: string;
    readonly workflowExecutionSignaledEventAttributes?: { readonly signalName: string };
    readonly activityTaskScheduledEventAttributes?: {
      readonly activityType: { readonly name: string };
      readonly priority?: { readonly priorityKey: number };
    };
  }[];
}

const FOLDER = resolve('test/replay/histories');
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

beforeAll(() => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
});

const read = (file: string) => JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as History;

const replay = async (history: History, parts = {}): Promise<void> =>
  Worker.runReplayHistory(
    {
      workflowBundle: await workflowBundle(parts),
      dataConverter: workerDataConverter(),
      sinks: { exporter: { export: { fn: () => undefined } } },
    },
    history,
    rolloutId('shop', 'cart'),
  );

/** The same events at other times: so many times as far from the first one. */
function atPace({ events, ...history }: History, pace: number): History {
  const begun = Date.parse(events[0]!.eventTime);
  const at = (time: string) => new Date(begun + pace * (Date.parse(time) - begun)).toISOString();
  return { ...history, events: events.map((event) => ({ ...event, eventTime: at(event.eventTime) })) };
}

it.each(['-promoted.json', '-rolled-back.json', '-aborted.json'])(
  'a history of the kind %s is there to be replayed',
  (kind) => {
    expect(files.some((file) => file.endsWith(kind))).toBe(true);
  },
);

describe.each([
  ['the present workflow code', {}],
  // Traces can be turned on while rollouts run.
  ['the same with traces', { traced: true }],
])('%s', (_, parts) => {
  it.each(files)('goes on with %s', async (file) => {
    await expect(replay(read(file), parts)).resolves.toBeUndefined();
  });
});

// After a query, a worker may have gone on by an earlier time than a replay sees.
describe.each([
  ['stands still', 0],
  ['is slow', 0.1],
  ['is fast', 10],
])('what a rollout does is the same by a clock that %s', (_, pace) => {
  it.each(files)('in %s', async (file) => {
    await expect(replay(atPace(read(file), pace))).resolves.toBeUndefined();
  });
});

it('all that a rollout asks for once it is aborted comes first in the queue of its worker', () => {
  const aborted = files.find((file) => file.endsWith('-aborted.json'))!;
  const { events } = read(aborted);
  const since = events.findIndex(
    ({ workflowExecutionSignaledEventAttributes: signal }) => signal?.signalName === 'abort',
  );
  const asked = events
    .slice(since)
    .flatMap(({ activityTaskScheduledEventAttributes: activity }) => (activity ? [activity] : []));
  expect(asked.map(({ activityType }) => activityType.name)).toEqual(
    expect.arrayContaining(['healthyTasks', 'shiftTraffic', 'clearAway']),
  );
  expect(asked.filter(({ priority }) => priority?.priorityKey !== GOING_BACK)).toEqual([]);
});
